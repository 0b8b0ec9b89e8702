"""Dua Arah: reverse mentoring that an organisation runs itself."""
