"""What whoever runs an installation needs: whether it is healthy, figures to watch, and copies to keep and to bring back."""
