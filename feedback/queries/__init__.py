"""What the loop's pages read: one question a module."""
