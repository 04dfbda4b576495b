"""What the linter says on screens, and who decides on exceptions."""
