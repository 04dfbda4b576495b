"""Reviews: submitted, read and decided."""
