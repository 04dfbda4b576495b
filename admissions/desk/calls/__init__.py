"""A call, written down while somebody is on the phone."""
