"""Kettle & Co's contracts: ODCS files beside this module, published through the real actions as of the days they came into force."""

from config.demo.contracts.publishing import KEYS, announce_change, publish_contracts

__all__ = ["KEYS", "announce_change", "publish_contracts"]
