"""What is told over each channel, when, and to which addresses it may go: plain values in and out, no clock, no settings."""

from feedback.alerting.message import REASONS, Item, Message, Step

__all__ = ["REASONS", "Item", "Message", "Step"]
