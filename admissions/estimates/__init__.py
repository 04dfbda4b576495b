"""The good-faith estimate for whoever pays without insurance: its clock, its content, how long it is kept.

The rule is 45 CFR 149.610 (No Surprises Act); what each part relies on stands in its docstring.
"""
