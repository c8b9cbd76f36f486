"""What people talk about: words and pairs of words that name topics, found week by week."""
