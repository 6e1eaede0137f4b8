"""A folder to run commands in, bad feeds and a strict Telegram on loopback: the same as for the commands' own tests."""

from tests.cli.conftest import CHAT, NOW, TOKEN, channel, feeds, loopback, marsad, telegram

__all__ = ["CHAT", "NOW", "TOKEN", "channel", "feeds", "loopback", "marsad", "telegram"]
