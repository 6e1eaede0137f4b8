"""A folder to run commands in, bad feeds and a strict Telegram on loopback: those of the rooms' own tests."""

from tests.cli.conftest import CHAT, NOW, TOKEN, channel, feeds, loopback, marsad, telegram
from tests.poll.conftest import Server, Web, web

__all__ = ["CHAT", "NOW", "TOKEN", "Server", "Web", "channel", "feeds", "loopback", "marsad", "telegram", "web"]
