"""Pages in a real browser, on the demo, served by the very process tree that users run."""
