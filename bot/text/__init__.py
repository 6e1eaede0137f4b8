"""Text of any script: folded, cleaned, compared. Pure."""
