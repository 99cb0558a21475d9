"""Everything that decides: pure, platform-free, standard library and pydantic only."""
