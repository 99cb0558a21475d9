"""A process that ends before it is ready."""
