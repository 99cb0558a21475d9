"""Settings, the default policy, lexicons and translations."""
