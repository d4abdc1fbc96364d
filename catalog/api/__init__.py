"""The catalog's part of the REST API: a file per noun, a view per endpoint, one query or action each."""
