"""Attacks on real processes, each bounded and on loopback: one attacker, one honest visitor who finishes."""
