"""Draws the training pictures: subjects × media × times of day, western or Japanese. Start at ``render.py``."""
