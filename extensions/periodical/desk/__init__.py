"""Floor 6: for people at work, at a terminal or in CI."""
