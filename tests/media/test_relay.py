"""Real packets over loopback: who hears whom, in which law, with which digits; strangers and junk change nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from tests.media.sound import WAIT, Party, channels, power

from callplane import metrics
from callplane.errors import CommandFailed
from callplane.media import mixing, telephone_events, tones
from callplane.media.clips import Clip
from callplane.media.endpoint import MOST_DIGITS, Endpoint
from callplane.media.g711 import RATE, Law
from callplane.media.relay import Relay

EVENTS = 101
PORTS = (20000, 29999)


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    relay = Relay("127.0.0.1", PORTS, lambda: 1_000_000.0)
    yield relay
    await relay.close()


@pytest.fixture
def person() -> Iterator[Callable[..., Party]]:
    people: list[Party] = []

    def make(frequency: int = 440, law: Law = Law.PCMA) -> Party:
        people.append(Party(frequency, law))
        return people[-1]

    yield make
    for one in people:
        one.close()


def opened(relay: Relay, party: Party, events: int | None = EVENTS) -> Endpoint:
    endpoint = relay.open()
    endpoint.aim(party.address, party.law, events)
    return endpoint


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT):
        while not condition():  # noqa: ASYNC110 (packets come through the kernel, and tell nobody)
            await asyncio.sleep(0)


People = Callable[..., Party]


async def test_two_hear_each_other_packet_by_packet(relay: Relay, person: People) -> None:
    alice, bob = person(440), person(600)
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    alice.say(a.local, 10)
    bob.say(b.local, 10)
    got = await bob.hear(10)
    await alice.hear(10)
    assert [p.sequence - got[0].sequence & 0xFFFF for p in got] == list(range(10))
    assert power(bob.heard(), 440) > 5000
    assert power(alice.heard(), 600) > 5000
    assert (a.statistics().received, a.statistics().sent, a.statistics().lost) == (10, 10, 0)


async def test_laws_are_translated(relay: Relay, person: People) -> None:
    alice, bob = person(440, Law.PCMA), person(600, Law.PCMU)
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    alice.say(a.local, 20)
    bob.say(b.local, 20)
    assert {p.payload_type for p in await bob.hear(20)} == {0}
    assert {p.payload_type for p in await alice.hear(20)} == {8}
    assert power(bob.heard(), 440) > 5000
    assert power(alice.heard(), 600) > 5000


async def test_strangers_and_junk_are_dropped(relay: Relay, person: People) -> None:
    alice, bob, mallory = person(), person(), person()
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    alice.say(a.local)
    await bob.hear()
    mallory.say(a.local, 3)
    alice.socket.sendto(b"", a.local)
    alice.socket.sendto(b"junk", a.local)
    alice.socket.sendto(bytes(3000), a.local)
    alice.send(a.local, 96, b"a codec that nobody agreed on")
    alice.send(a.local, 8, b"")
    alice.say(a.local)
    (packet,) = await bob.hear()
    assert packet.payload_type == 8
    figures = a.statistics()
    assert (figures.strangers, figures.malformed) == (3, 3)


async def test_a_party_may_send_from_another_port_of_its_host(relay: Relay, person: People) -> None:
    alice, bob, nat = person(), person(), person()
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    nat.say(a.local)
    await bob.hear()
    a.aim(alice.address, Law.PCMA, EVENTS)
    bob.say(b.local)
    await nat.hear()
    a.aim(bob.address, Law.PCMA, EVENTS)
    assert a.remote == bob.address


async def test_a_stray_packet_of_the_same_host_does_not_keep_the_party_out(relay: Relay, person: People) -> None:
    alice, stray, bob = person(440), person(), person()
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    stray.say(a.local)
    await bob.hear()
    alice.say(a.local)
    await bob.hear()
    assert a.remote == alice.address
    stray.say(a.local)
    await until(lambda: a.statistics().strangers == 1)


async def test_behind_a_nat_packets_may_come_from_where_signalling_does(relay: Relay, person: People) -> None:
    alice = person()
    a = relay.open()
    alice.say(a.local)
    a.aim(("192.0.2.1", 4000), Law.PCMA)
    alice.say(a.local)
    await until(lambda: a.statistics().strangers == 2)
    a.aim(("192.0.2.1", 4000), Law.PCMA, also="127.0.0.1")
    alice.say(a.local)
    await until(lambda: a.remote == alice.address)


async def test_digits_pass_through_and_are_heard(relay: Relay, person: People) -> None:
    alice, bob = person(), person()
    a, b = opened(relay, alice), opened(relay, bob, 96)
    heard: list[str] = []
    a.on_digit = heard.append
    relay.bridge(a, b)
    for step in telephone_events.steps("5", EVENTS, 100, 0):
        for _, payload, _ in step:
            alice.send(a.local, EVENTS, payload, timestamp=800)
    got = await bob.hear(7)
    assert {(p.payload_type, p.timestamp, p.payload[0]) for p in got} == {(96, got[0].timestamp, 5)}
    assert heard == ["5"]


async def test_digits_become_tones_where_events_are_not_known(relay: Relay, person: People) -> None:
    alice, bob = person(), person()
    a, b = opened(relay, alice), opened(relay, bob, None)
    relay.bridge(a, b)
    alice.send(a.local, EVENTS, next(telephone_events.steps("5", EVENTS, 100, 0))[0][1])
    await bob.hear(8)
    assert all(power(bob.heard(), frequency) > 2000 for frequency in tones.DTMF["5"])


async def test_digits_of_ours_are_events_in_the_stream(relay: Relay, person: People) -> None:
    alice = person()
    a = opened(relay, alice)
    detector = telephone_events.DigitDetector()
    assert a.send_digits("12#", 60, 40)
    got = await alice.hear(3 * 5)
    assert "".join(map(detector.heard, got)) == "12#"
    assert [p.sequence - got[0].sequence & 0xFFFF for p in got] == list(range(15))
    assert [p.marker for p in got].count(True) == 3
    assert not a.send_digits("1" * (MOST_DIGITS + 1))


async def test_something_is_played_to_its_end_or_for_ever(relay: Relay, person: People) -> None:
    alice, bob = person(), person(500)
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    ended = asyncio.Event()
    a.play(Clip(tones.tone(0.1, (900.0,))), on_end=ended.set)
    bob.say(b.local)
    got = await alice.hear(5)
    assert power(alice.heard(), 900) > 3000
    assert [p.timestamp - got[0].timestamp for p in got] == [0, 160, 320, 480, 640]
    await ended.wait()
    bob.say(b.local, 4)
    await alice.hear(4)
    assert power(alice.heard()[-640:], 500) > 5000
    a.play(Clip(tones.tone(0.02, (900.0,))), repeat=True)
    await alice.hear(4)
    a.stop_playing()
    a.muted = True
    a.play(Clip(tones.tone(0.1, (900.0,))), on_end=ended.clear)
    await until(lambda: not ended.is_set())
    a.play(Clip(tones.tone(0, ())), repeat=True, on_end=ended.set)
    await ended.wait()


async def test_three_in_a_conference_hear_both_others(relay: Relay, person: People) -> None:
    people = [person(440, Law.PCMA), person(600, Law.PCMU), person(900, Law.PCMA)]
    endpoints = [opened(relay, one) for one in people]
    bridge = relay.bridge(*endpoints)
    for _ in range(30):
        for one, endpoint in zip(people, endpoints, strict=True):
            one.say(endpoint.local)
        for one in people:
            await one.hear()
    for one, own, others in zip(people, (440, 600, 900), ((600, 900), (440, 900), (440, 600)), strict=True):
        middle = one.heard()[1600:]
        assert all(power(middle, frequency) > 3000 for frequency in others)
        assert power(middle, own) < 400
    payload = next(telephone_events.steps("9", EVENTS, 100, 0))[0][1]
    people[0].send(endpoints[0].local, EVENTS, payload)
    await until(lambda: bool(endpoints[1]._dialling) and bool(endpoints[2]._dialling))
    bridge.remove(endpoints[2])
    assert bridge.members == endpoints[:2]
    bridge.close()
    assert bridge.members == []


async def test_a_conference_has_room_for_so_many(relay: Relay, person: People) -> None:
    alice = person()
    bridge = relay.bridge(*(opened(relay, alice) for _ in range(mixing.MOST_PARTIES)))
    one_more = opened(relay, alice)
    with pytest.raises(CommandFailed, match="32 parties"):
        bridge.add(one_more)
    other = relay.bridge(bridge.members[0], one_more)
    bridge.add(one_more)
    bridge.add(one_more)
    assert len(other.members) == 1


async def test_a_recording_has_who_speaks_left_and_what_he_hears_right(relay: Relay, person: People, tmp_path: Path) -> None:
    alice, bob = person(440), person(600, Law.PCMU)
    a, b = opened(relay, alice), opened(relay, bob)
    relay.bridge(a, b)
    own, mirrored = relay.record(a, tmp_path / "own.wav"), relay.record(b, tmp_path / "deep" / "mirrored.wav", mirrored=True)
    await asyncio.gather(alice.speak(a.local, 20), bob.speak(b.local, 20))
    await asyncio.gather(alice.hear(20), bob.hear(20))
    b.send_digits("5", 100)
    await bob.hear(7)
    assert not (tmp_path / "own.wav").exists()
    own.recorder.flush(asyncio.get_running_loop().time())
    seconds = await own.stop()
    await mirrored.stop()
    for file in (tmp_path / "own.wav", tmp_path / "deep" / "mirrored.wav"):
        left, right = channels(file)
        span = slice(0, 20 * 160)
        assert power(left[span], 440) > 4000
        assert power(right[span], 600) > 4000
        assert max(power(left[span], 600), power(right[span], 440)) < 400
    assert len(channels(tmp_path / "own.wav")[0]) == round(seconds * RATE)
    assert power(channels(tmp_path / "deep" / "mirrored.wav")[0][-1600:], tones.DTMF["5"][0]) > 500
    assert not (tmp_path / "own.wav.part").exists()


async def test_a_disk_that_refuses_is_told_when_the_recording_stops(relay: Relay, person: People, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    a = opened(relay, person())
    recording = relay.record(a, tmp_path / "file" / "x.wav")
    recording.recorder.flush(asyncio.get_running_loop().time())
    with pytest.raises(OSError, match="file"):
        await recording.stop()
    relay.record(a, tmp_path / "file" / "y.wav")


async def test_reports_tell_losses_and_the_round_trip(relay: Relay, person: People) -> None:
    alice = person()
    a, b = relay.open(), relay.open()
    a.aim(b.local, Law.PCMA)
    b.aim(a.local, Law.PCMA)
    assert alice.socket.sendto(b"junk", (a.local[0], a.local[1] + 1))
    a.play(Clip(tones.dial()), repeat=True)
    b.play(Clip(tones.dial()), repeat=True)
    await until(lambda: min(a.statistics().received, b.statistics().received) > 3)
    relay._turn = -1
    relay._housekeeping()
    await asyncio.sleep(0.01)
    relay._turn = -1
    relay._housekeeping()
    await until(lambda: b.statistics().round_trip is not None)
    assert b.statistics().lost_there == 0
    assert a.statistics().strangers == 1


async def test_ports_are_pairs_and_run_out_with_a_remedy(relay: Relay) -> None:
    first = relay.open().local[1]
    few = Relay("127.0.0.1", (first, first + 4), lambda: 0.0)
    assert few.open().local[1] == first + 2
    with pytest.raises(CommandFailed, match="rtp_ports"):
        few.open()
    assert first % 2 == 0
    await few.close()


async def test_what_is_released_is_counted_and_free(relay: Relay, person: People) -> None:
    before = metrics.MEDIA_PACKETS.value("received")
    alice, bob = person(), person()
    a, b = opened(relay, alice), opened(relay, bob)
    bridge = relay.bridge(a, b)
    alice.say(a.local, 3)
    await bob.hear(3)
    assert relay.release(a).received == 3
    assert metrics.MEDIA_PACKETS.value("received") == before + 3
    assert bridge.members == [b]
    relay.release(a)
    relay._housekeeping()
