"""Plain forms of the feedback room's pages."""
