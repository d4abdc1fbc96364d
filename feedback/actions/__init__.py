"""What people do about data: report, answer, follow, ask."""
