"""The story room: all reports of one event become one story, and each join says why."""
