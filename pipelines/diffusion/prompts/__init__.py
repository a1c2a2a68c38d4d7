"""Prompts: four fields, what is wrong with them, what they say of the layout, what they lack, what is never drawn."""
