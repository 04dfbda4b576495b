"""One form for each question group."""
