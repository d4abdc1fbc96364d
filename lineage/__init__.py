"""What happened, as it was reported: events, jobs, runs, edges, observations."""
