"""Files that people really have: exports of tools and downloads of platforms, read by presets (data, not code)."""
