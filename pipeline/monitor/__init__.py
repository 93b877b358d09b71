"""Watches the other services: looks at each, remembers for a while, and shows it."""
