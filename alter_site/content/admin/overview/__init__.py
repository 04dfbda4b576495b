"""The content home, the search over all content, and where something is used."""
