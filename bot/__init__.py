"""Marsad (مرصد, "observatory"): watches the news, folds it into stories, posts tagged digests."""

__version__ = "0.1.0"
