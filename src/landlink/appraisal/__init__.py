"""What a state of the world does to a corridor: the level of the Caspian."""
