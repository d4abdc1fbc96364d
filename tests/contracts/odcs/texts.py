"""Contracts as text, short ones."""

HEAD = """apiVersion: v3.2.0
kind: DataContract
id: orders
version: 1.0.0
status: active
name: Orders
"""
ORDERS = (
    HEAD
    + """servers:
  - {server: shop, type: postgres, host: shop-db, port: 5432, database: shop, schema: public}
schema:
  - name: orders
    physicalType: table
    properties:
      - {name: id, physicalType: bigint, logicalType: integer, primaryKey: true}
      - {name: status, physicalType: varchar(20), logicalType: string, required: true, enum: [{value: paid}, {value: sent}]}
      - {name: amount, physicalType: "numeric(12,2)", logicalType: number, logicalTypeOptions: {minimum: 0}}
    quality:
      - {metric: rowCount, mustBeGreaterThan: 10}
slaProperties:
  - {property: frequency, value: 1, unit: d, element: orders}
  - {property: timeOfAvailability, value: 08:00 Europe/Berlin, element: orders, driver: analytics}
  - {property: timeOfAvailability, value: 09:00 Europe/Berlin, element: orders, driver: regulatory}
  - {property: retention, value: 3, unit: y}
"""
)


def changed(text: str, *swaps: tuple[str, str]) -> str:
    """Replace parts that must be there."""
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return text
