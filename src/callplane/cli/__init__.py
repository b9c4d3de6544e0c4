"""The command line: one module per command. Knows how people type and read, and calls the parts that do the work."""
