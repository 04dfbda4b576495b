"""How the desk does: counted by day, without anything personal, and read for a span of days."""
