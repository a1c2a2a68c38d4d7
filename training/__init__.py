"""How the shipped pictures and networks are made. Nothing in the app imports this; it needs mitsuba."""
