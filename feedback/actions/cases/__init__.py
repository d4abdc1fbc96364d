"""A problem's way from a report to a confirmed answer: report, decide, send upstream, resolve, confirm, regress."""
