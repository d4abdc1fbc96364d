"""What was promised, and whether it holds."""
