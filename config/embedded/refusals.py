"""What the embedded servers refuse, in words fit to show."""


class CannotUseFolder(Exception):
    """A folder is owned by someone else, unreachable, or written by another PostgreSQL; the message says what to do."""


class CannotStart(Exception):
    """A server or service did not come up; the message holds its last words."""
