"""What the contract editor offers in its choices."""

from contracts.odcs.forming import METRICS, SERVICES, TYPES
from contracts.odcs.templates import TEMPLATES

OPERATOR_WORDS = (
    ("mustBe", "is"),
    ("mustNotBe", "is not"),
    ("mustBeGreaterThan", "is more than"),
    ("mustBeGreaterOrEqualTo", "is at least"),
    ("mustBeLessThan", "is less than"),
    ("mustBeLessOrEqualTo", "is at most"),
    ("mustBeBetween", "is between (a, b)"),
    ("mustNotBeBetween", "is not between (a, b)"),
)
METRIC_WORDS = dict(zip(METRICS, ("rows", "empty values", "missing values", "invalid values", "duplicates"), strict=True))
SERVICE_WORDS = dict(
    zip(
        SERVICES,
        (
            *(
                "how often it comes",
                "time of day it is there",
                "delay after its period",
                "age at most",
                "kept for",
                "up to date",
                "runs that fail",
            ),
            *(
                "problems noticed in",
                "consumers told in",
                "problems repaired in",
                "throughput",
                "available from",
                "supported until",
                "exists until",
            ),
        ),
        strict=True,
    )
)
EDITOR_CHOICES = {
    "types": TYPES,
    "metrics": tuple(METRIC_WORDS.items()),
    "operators": OPERATOR_WORDS,
    "services": tuple(SERVICE_WORDS.items()),
    "templates": (("observed", "As observed"), *((each.slug, each.title) for each in TEMPLATES)),
}
