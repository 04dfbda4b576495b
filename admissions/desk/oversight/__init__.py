"""What leads and the privacy officer look at."""
