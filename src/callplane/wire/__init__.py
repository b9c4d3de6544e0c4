"""What travels on the line: structures, operations, encodings, framing, the session engine. Pure: no I/O, no clock."""
