"""Webhooks: telling targets outside over HTTP. Knows bodies, hooks and the store; nothing of lines, rights or the wire."""
