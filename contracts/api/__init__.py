"""REST of the contracts room."""
