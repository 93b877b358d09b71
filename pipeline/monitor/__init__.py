"""Watches the other services: looks at each, keeps what it saw for a while, and shows it."""
