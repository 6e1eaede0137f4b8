"""Who and what is known: entities and topics, each with its names, from YAML."""

from bot.gazetteer.entry import Entry, Gazetteer
from bot.gazetteer.load import load_gazetteer

__all__ = ["Entry", "Gazetteer", "load_gazetteer"]
