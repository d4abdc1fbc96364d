"""Whole stories, from a posted event to rows and pages."""
