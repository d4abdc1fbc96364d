"""The feedback room's resources."""
