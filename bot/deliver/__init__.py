"""From owed to posted: what an answer means, how long to wait, and the edges that send."""
