"""What a recording holds: its exact length, speech of both parties, digits that a detector finds."""

from __future__ import annotations

import math
import sys
from array import array

import pytest
from tests.drivers.exchange.scene import START, Scene

from callplane.drivers.exchange.recording import CHANNELS, OTHER, OWN, SAMPLE_BYTES, Tape, render
from callplane.media.g711 import RATE
from callplane.media.tones import DTMF

STARTED = 1000.0


def tape_of(seconds: float) -> Tape:
    tape = Tape("tel:+1@demo", "{1}", "1-1.wav", STARTED)
    tape.speak(STARTED, own=True, other=False)
    tape.digits(STARTED + 0.25, OTHER, "5#", 0.125)
    tape.speak(STARTED + 0.5, own=False, other=True)
    tape.speak(STARTED + 0.75, own=False, other=True)
    tape.stop(STARTED + seconds)
    return tape


def samples(tape: Tape, channel: int) -> array[int]:
    return array("h", b"".join(render(tape)))[channel::CHANNELS]


def power(sound: array[int], frequency: int) -> float:
    """The share of the sound's power at a frequency (Goertzel)."""
    turn = 2j * math.pi * frequency / RATE
    real = sum(sample * math.cos(turn.imag * at) for at, sample in enumerate(sound))
    imaginary = sum(sample * math.sin(turn.imag * at) for at, sample in enumerate(sound))
    total = sum(sample * sample for sample in sound) or 1
    return 2 * (real**2 + imaginary**2) / (len(sound) * total)


@pytest.mark.parametrize("seconds", [0.0, 0.0001, 1.0, 1.5, 2.00013])
def test_length_is_exact(seconds: float) -> None:
    tape = Tape("tel:+1@demo", "{1}", "1-1.wav", STARTED)
    tape.stop(STARTED + seconds)
    assert tape.seconds == pytest.approx(seconds)
    assert len(b"".join(render(tape))) == round(tape.seconds * RATE) * CHANNELS * SAMPLE_BYTES


def test_speech_stands_on_its_side() -> None:
    tape = tape_of(2.0)
    own, other = samples(tape, OWN), samples(tape, OTHER)
    assert power(own[:1600], 350) > 0.9
    assert not any(own[4000:])
    assert not any(other[:2000])
    assert power(other[4800:16000], 480) > 0.9


def test_digits_are_dtmf() -> None:
    other = samples(tape_of(2.0), OTHER)
    for begin, digit in ((2000, "5"), (2000 + 1400, "#")):
        sound = other[begin : begin + 600]
        low, high = DTMF[digit]
        assert power(sound, low) > 0.4
        assert power(sound, high) > 0.4


def test_the_keypad_is_complete() -> None:
    assert len(set(DTMF.values())) == len(DTMF) == 16
    assert DTMF["1"] == (697, 1209)
    assert DTMF["D"] == (941, 1633)


def test_samples_are_little_endian_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = b"".join(render(tape_of(0.01)))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(sys, "byteorder", "big")
        swapped = array("h", b"".join(render(tape_of(0.01))))
    swapped.byteswap()
    assert swapped.tobytes() == usual


def recorded(scene: Scene, script: str) -> Tape:
    scene.play(script)
    (tape,) = scene.switch.finished_recordings()
    assert scene.switch.finished_recordings() == []
    return tape


CONNECTED = """
    make 101 102     | 101a accepted; 101a DIALING 102; 102a OFFERING 101; 101a RINGBACK 102
    refused record 101a
    answer 102a      | 102a CONNECTED 101; 101a CONNECTED 102
"""


def test_a_recording_goes_on_through_hold_and_ends_with_the_call(scene: Scene) -> None:
    tape = recorded(
        scene,
        CONNECTED
        + """
        record 101a              | 101a CONNECTED 102 records; 102a CONNECTED 101 recorded
        refused record 101a
        refused record 102a
        refused stop-record 102a
        wait 2
        hold 101a                | 101a HOLD 102 records
        wait 3
        retrieve 101a            | 101a CONNECTED 102 records
        wait 1.5
        drop 102a                | 102a cleared; 101a DISCONNECTED 102 was-recorded
        """,
    )
    assert (tape.line, tape.call_id, tape.started) == (scene.uri("101"), scene.ids["101a"], START)
    assert tape.seconds == 6.5
    assert [(tone.channel, tone.begin / RATE, tone.end / RATE) for tone in tape.speech] == [
        (OWN, 0.0, 2.0),
        (OTHER, 0.0, 2.0),
        (OWN, 5.0, 6.5),
        (OTHER, 5.0, 6.5),
    ]


def test_stopped_and_started_again(scene: Scene) -> None:
    scene.play(CONNECTED)
    tape = recorded(
        scene,
        """
        record 102a       | 102a CONNECTED 101 records; 101a CONNECTED 102 recorded
        wait 1
        stop-record 102a  | 102a CONNECTED 101 was-recorded; 101a CONNECTED 102 was-recorded
        """,
    )
    assert tape.file.endswith("-1.wav")
    again = recorded(
        scene,
        """
        record 102a       | 102a CONNECTED 101 records; 101a CONNECTED 102 recorded
        wait 1
        drop 102a         | 102a cleared; 101a DISCONNECTED 102 was-recorded
        """,
    )
    assert again.file.endswith("-2.wav")


def test_digits_of_both_sides_are_recorded(scene: Scene) -> None:
    tape = recorded(
        scene,
        """
        outside +4930123456 101  | 101a OFFERING +4930123456
        answer 101a              | 101a CONNECTED +4930123456
        record 101a              | 101a CONNECTED +4930123456 records
        digits 101a 1
        pulses 101a 2
        outside-digits o1 *
        stop-record 101a         | 101a CONNECTED +4930123456 was-recorded
        refused digits 101a x
        refused pulses 101a *
        refused outside-digits o1 x
        drop 101a                | 101a cleared
        refused outside-digits o1 1
        """,
    )
    assert [(tone.channel, tone.frequencies) for tone in tape.keys] == [(OWN, DTMF["1"]), (OTHER, DTMF["*"])]
    assert [party.heard for party in scene.switch.outside()] == ["12"]


def test_a_conference_is_recorded_from_its_controller(scene: Scene) -> None:
    tape = recorded(
        scene,
        CONNECTED
        + """
        make 101 0301230      | 101b accepted; 101a HOLD 102; 101b DIALING +498151301230 consultation
                              | 101b RINGBACK +498151301230 consultation
        wait 1                | 101b CONNECTED +498151301230 consultation
        conference 101a 101b  | 101c CONNECTED - controller; 101a CONFERENCED 102 member
                              | 101b CONFERENCED +498151301230 member; 101c begins 101a 101b
        record 101c           | 101c CONNECTED - controller records
        wait 1
        drop 101b             | 101c removes 101b; 101b cleared; 101c ends 101a; 101c cleared; 101a CONNECTED 102
        """,
    )
    assert tape.seconds == 1.0
    assert len(tape.speech) == 2


def test_stopping_the_exchange_ends_recordings(scene: Scene) -> None:
    scene.play(CONNECTED + "record 101a | 101a CONNECTED 102 records; 102a CONNECTED 101 recorded")
    facts = scene.switch.stop_recordings(START + 4)
    assert list(map(scene.show, facts)) == ["101a CONNECTED 102 was-recorded", "102a CONNECTED 101 was-recorded"]
    assert [tape.seconds for tape in scene.switch.finished_recordings()] == [4.0]
