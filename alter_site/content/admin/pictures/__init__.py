"""Pictures: uploaded, described, chosen, and where they are used."""
