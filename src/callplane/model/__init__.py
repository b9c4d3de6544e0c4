"""Telephony in the field's words (CSTA, TAPI, E.164): knows lines, calls and conferences, nothing of wire, drivers, clocks or
I/O."""
