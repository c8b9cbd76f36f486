"""Everything outside: networks, files, the landing store, the database, mail."""
