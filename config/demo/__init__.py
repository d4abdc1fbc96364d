"""The demo: Kettle & Co, a small web shop, told by events through the front door and removable in one command."""
