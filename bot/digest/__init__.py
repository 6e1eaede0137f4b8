"""From stories to posts: chosen, worded, set in type, and split within Telegram's limits. Pure."""
