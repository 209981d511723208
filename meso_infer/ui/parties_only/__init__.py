"""The dashboard's other script: what parties see by their links, and nothing else.

It stands in a folder of its own, for Streamlit would serve any folder ``pages`` beside it as well.
"""
