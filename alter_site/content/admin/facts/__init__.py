"""The forms of facts, what a change makes different for the public, and changes that wait."""
