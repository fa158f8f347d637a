"""How exact the main text is on pages nobody wrote rules for: comparing, and growing the forest."""
