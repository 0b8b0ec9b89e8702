"""What curators set going."""
