"""The catalog's pages, a file per noun."""
