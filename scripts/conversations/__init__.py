"""Real conversations with the demo server, written into `docs/conversations.md`: `python -m scripts.conversations`."""
