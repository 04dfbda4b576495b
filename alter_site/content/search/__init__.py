"""One search over everything that editors write, and what every page links to and shows."""
