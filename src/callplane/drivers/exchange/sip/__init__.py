"""SIP phones on the switch. It says what calls are there; here phones are rung, connected, put on hold to follow it, and
what their users do is told to it. `front` hears what begins, `desk` follows the switch, `plan` says who hears what."""
