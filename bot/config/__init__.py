"""The front door: text of `sources.yaml` and the environment -> settings, or an error with its line and its cure."""
