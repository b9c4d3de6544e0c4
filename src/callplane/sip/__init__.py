"""A SIP stack without I/O (RFC 3261): messages, transactions, dialogs, calls, registrations. Pure: no socket, clock, chance.

Read from below: `grammar`, `uri`, `message` are bytes to values and back; `transactions` are tables; `dialog` and `call` keep
what two user agents agreed upon; `agent` puts these together and is what programs use. `registrar`, `digest` and `sdp` are
beside them. Time comes in as an argument (`now`, seconds that never go back), and so do random texts.
"""
