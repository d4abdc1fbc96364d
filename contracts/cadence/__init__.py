"""Cadence: slots instead of timers. Which deliveries a promise expects, which one each delivery fills, and how far off it was."""
