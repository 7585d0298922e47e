"""The pages of the post: one module a desk."""
