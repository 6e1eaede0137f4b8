"""Which known names and topics a text speaks of, where, and because of which words. Pure."""
