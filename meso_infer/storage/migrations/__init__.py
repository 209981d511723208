"""Alembic's folder: ``env.py`` runs the files under ``versions``, oldest revision first."""
