"""What can be drawn, one module per kind of thing. ``catalogue.py`` lists the subjects with their words."""
