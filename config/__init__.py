"""The shell: settings and front door, no models."""
