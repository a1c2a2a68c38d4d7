"""The web interface: one file a tab, the shell that composes them, and what they share. No image code here."""
