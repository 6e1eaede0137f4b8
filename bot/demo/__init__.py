"""The whole job on a bundled newsroom: loopback feeds, the real pipeline, a loopback stand-in for Telegram."""
