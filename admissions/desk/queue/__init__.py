"""The queue, what is promised in it, closed requests, and finding one."""
