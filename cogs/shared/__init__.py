"""What several cogs draw or do alike; no feature lives here."""
