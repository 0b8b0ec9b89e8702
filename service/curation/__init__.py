"""Curation: the pages where admins and curators keep the knowledge folder, see what it is used for, and try what it gives."""
