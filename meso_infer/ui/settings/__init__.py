"""Backup and restore, deletion, and what runs here."""
