"""What exists, and who answers for it."""
