"""Answers: the bot's commands in Telegram."""
