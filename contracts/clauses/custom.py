"""Reading `customProperties`: the standard's place for what it has no field for. Ours carry `vendor: provender`."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.odcs.document import mappings

VENDOR = "provender"


def ours(element: Mapping[str, Any]) -> dict[str, Any]:
    """Give our custom properties of an element by name, the last of a name winning; before 3.2 there was no vendor, so none will do."""
    return dict(each_of_ours(element))


def each_of_ours(element: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give our custom properties one by one."""
    for item in mappings(element.get("customProperties")):
        if isinstance(item.get("property"), str) and item.get("vendor", VENDOR) == VENDOR:
            yield item["property"], item.get("value")


def several(value: Any) -> list[dict[str, Any]]:
    """Give the mappings of a value that may be one or a list of them."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
