"""A contract about one orders table, drafted and in force."""

from catalog.models import Asset
from contracts.actions.drafting import Origin, save_draft
from contracts.actions.publishing import activate_version
from contracts.models import ContractVersion
from tests.contracts.odcs.texts import ORDERS
from tests.make import make_asset, make_namespace
from tests.people import Cast

NEXT = ORDERS.replace("version: 1.0.0", "version: 1.1.0")


def make_orders(cast: Cast, **fields: object) -> Asset:
    """Make the asset that the contract's server and object name."""
    return make_asset("shop.public.orders", namespace=make_namespace("postgres://shop-db:5432"), domain=cast.domain, **fields)


def draft(cast: Cast, text: str = ORDERS) -> ContractVersion:
    """Draft a contract as alice in her domain."""
    return save_draft(raw=text.encode(), origin=Origin(person=cast.alice, domain=cast.domain)).version


def in_force(cast: Cast, text: str = ORDERS) -> ContractVersion:
    """Draft and activate."""
    return activate_version(version=draft(cast, text), person=cast.alice)
