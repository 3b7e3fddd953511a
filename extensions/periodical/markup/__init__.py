"""Floor 2: what a contributor can write, and how it becomes nodes that every builder can print."""
