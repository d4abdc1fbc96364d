"""What Provender tells other tools in Bitol's draft standards: results (OORS), differences (OMDS), agreements (OAAS). Plain values only.

The drafts read: OORS v0.1.0 (RFC 18), OMDS v1.0.0 (RFC 39), OAAS v0.9.0 (RFC 56). Where a draft leaves a question open, the docstring says
what we took.
"""

from contracts.standards.oaas import Agreement, agreement_document
from contracts.standards.omds import difference_document
from contracts.standards.oors import Result, Source, results_document

__all__ = ["Agreement", "Result", "Source", "agreement_document", "difference_document", "results_document"]
