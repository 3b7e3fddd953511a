"""Floor 5: for people at work, at a terminal or in CI."""
