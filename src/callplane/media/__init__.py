"""Sound of calls over RTP: endpoints, bridges, tones, recordings. Knows G.711 and packets; nothing of calls, lines or SIP.

::

    relay = Relay("192.0.2.1", (10000, 10999), clock)
    alice, bob = relay.open(), relay.open()     # alice.local goes into the SDP that Alice's phone gets
    alice.aim(("192.0.2.7", 4000), Law.PCMA, 101)   # where her phone listens, what it understands, its telephone-event type
    bob.aim(("192.0.2.8", 4000), Law.PCMU, 101)
    bridge = relay.bridge(alice, bob)           # they hear each other; a third one makes it a conference: bridge.add(carol)
    alice.on_digit = print
    bob.send_digits("123")                      # Bob's phone gets them
    bridge.remove(bob); bob.play(HOLD_MUSIC, repeat=True)   # bob waits; bob.stop_playing(); bridge.add(bob)
    recording = relay.record(alice, Path("call.wav"))   # left: what Alice says, right: what she hears, whoever it is
    seconds = await recording.stop()
    relay.release(alice)                        # gives her last statistics
"""
