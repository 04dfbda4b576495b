"""The good-faith estimate for whoever pays without insurance."""
