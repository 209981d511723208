"""What a party sees by its link, and the links themselves."""
