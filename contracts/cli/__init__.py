"""`provender`: contracts as code. Reads a folder of ODCS files, talks to a server by URL and key, needs no Django."""
