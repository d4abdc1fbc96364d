"""Following, hearing, telling: from a row that changed to a message that arrived."""
