"""Pages of the loop between those who use data and those who answer for it."""
