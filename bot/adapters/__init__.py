"""The platforms: each translates what comes in and carries out what was decided. They do not know one another."""
