"""Pages on machines, containers and functions."""
