"""A table under a contract, who reads it, and who agreed on it."""

import json

from contracts.actions.drafting import Origin, save_draft
from contracts.actions.publishing import activate_version
from contracts.models import Agreement, AgreementColumn
from tests.lineage.queries.makers import feed, link, make_job
from tests.make import make_asset

COLUMNS = ("order_id bigint", "amount decimal(10,2)", "quantity int", "note text")


def make_orders(**fields):
    """Make the table everything is about."""
    return make_asset("shop.public.orders", columns=COLUMNS, kind="table", **fields)


def document(number="1.0.0", *, drop=(), types=(), levels=(), **fields):
    """Write a contract for it; `types` replaces types by column, `levels` adds service levels."""
    kinds = {**dict(column.split(" ", 1) for column in COLUMNS), **dict(types)}
    properties = [{"name": name, "physicalType": kind} for name, kind in kinds.items() if name not in drop]
    base = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "orders",
        "name": "Orders",
        "version": number,
        "status": "active",
        "schema": [{"name": "orders", "physicalName": "shop.public.orders", "properties": properties}],
        "slaProperties": [{"property": "latency", "value": 4, "unit": "h"}, *levels],
    }
    return json.dumps({**base, **fields})


def publish(text, asset):
    """Put a contract in force and bind it."""
    version = save_draft(raw=text.encode(), origin=Origin(domain=asset.domain)).version
    version.objects_bound.update(asset=asset, is_chosen=True)
    return activate_version(version=version, person=None)


def reads(orders, name, columns, **fields):
    """Let a table be made from columns: `{"amount": ("identity", "total decimal(10,2)")}`."""
    target = make_asset(name, columns=[into for _, into in columns.values()], **{"kind": "table", **fields})
    job = make_job(f"build_{name}")
    link(orders, target, job=job)
    for source, (subtype, into) in columns.items():
        feed(
            orders.columns.get(path=source),
            target.columns.get(path=into.split(" ")[0]),
            job=job,
            subtype=subtype,
            evidence="sql",
            kind="direct",
        )
    return target


def agree(contract, consumer, columns=(), state="active", asset=None, **fields):
    """Make an agreement with a team on some columns."""
    made = Agreement.objects.create(contract=contract, consumer_team=consumer, state=state, **fields)
    for path in columns:
        AgreementColumn.objects.create(agreement=made, asset=asset, column_path=path)
    return made
