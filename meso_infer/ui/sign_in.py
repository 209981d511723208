"""Whether visitors have to sign in."""

from __future__ import annotations

import streamlit as st


def asks_to_sign_in() -> bool:
    """Whether sign-in is configured."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets
