"""What survives a restart: users, lines, rights, settings, lock-outs. Knows SQL, nothing of sessions or calls."""
