"""The only reader of the environment and of rapport.toml; what it returns is `connectors.config.Settings`."""

import os
import tomllib
from pathlib import Path

from pydantic import SecretStr

from connectors.config import Brand, Settings


def load_settings(config: Path | None = None) -> Settings:
    """Read rapport.toml (`config`, else $RAPPORT_CONFIG, else ./rapport.toml) and the environment."""
    path = Path(config or os.environ.get("RAPPORT_CONFIG") or "rapport.toml").resolve()
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    home = Path(os.environ.get("RAPPORT_HOME") or ".rapport").resolve()
    brands = [Brand(slug=slug, **table) for slug, table in raw.pop("brands", {}).items()]
    return Settings(
        config_path=path,
        home=home,
        database_url=SecretStr(url) if (url := os.environ.get("RAPPORT_DATABASE_URL")) else None,
        brands=tuple(brands),
        **raw,
    )
