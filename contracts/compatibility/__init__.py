"""What a change means to whoever relies on what was promised; pure."""
