"""Commands of the contracts room."""
