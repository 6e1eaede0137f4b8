"""Asking sources for news: when (plan), what the server wishes (wishes), where not to (address), and how (http)."""
