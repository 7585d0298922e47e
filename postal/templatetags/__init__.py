"""What the templates of the post draw."""
