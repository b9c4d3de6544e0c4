"""The settings of lines that are changed by commands: do-not-disturb, forwards, remote office. Knows no calls."""

from __future__ import annotations

from dataclasses import replace

from callplane.drivers.exchange.board import Board
from callplane.drivers.exchange.legs import Station
from callplane.errors import CommandFailed, NotCapable
from callplane.model.events import SettingsChanged
from callplane.model.line import Capability, Forward, ForwardController, ForwardMode, LineSettings, RemoteOffice


def _change(board: Board, station: Station, settings: LineSettings) -> None:
    if settings != station.settings:
        station.settings = settings
        board.facts.append(SettingsChanged(station.uri, settings))


def carried_out(settings: LineSettings, capabilities: Capability, modes: ForwardMode) -> LineSettings:
    """The part of remembered settings that is the exchange's affair; what it cannot do is done by the server."""
    rules = (rule for rule in settings.forwards if rule.controller is ForwardController.PBX and rule.mode & modes)
    return LineSettings(
        do_not_disturb=settings.do_not_disturb and Capability.DO_NOT_DISTURB in capabilities,
        forwards=tuple(rules),
        remote_office=settings.remote_office if Capability.REMOTE_OFFICE in capabilities else RemoteOffice(),
    )


def set_do_not_disturb(board: Board, station: Station, *, on: bool) -> None:
    if station.settings.do_not_disturb and not on:
        station.activity += 1
        board.touched[station] = None
    _change(board, station, replace(station.settings, do_not_disturb=on))


def set_forward(board: Board, station: Station, forward: Forward) -> None:
    """Add the rule, or put it in the place of the one with the same mode."""
    if forward.mode.bit_count() != 1:
        raise CommandFailed(f"{int(forward.mode)} is no forward mode; give one of the bits of EnumForwardModes.")
    if not forward.mode & board.forward_modes:
        raise NotCapable(f"This exchange has no forward of mode {forward.mode.name}; give another mode.")
    if forward.no_answer_seconds < 0:
        raise CommandFailed("The time without an answer is negative; give seconds, or 0 for the exchange's own.")
    _check_destination(board, station, forward.destination)
    rule = replace(forward, controller=ForwardController.PBX)
    others = tuple(other for other in station.settings.forwards if other.mode != rule.mode)
    places = [other.mode for other in station.settings.forwards]
    at = places.index(rule.mode) if rule.mode in places else len(others)
    _change(board, station, replace(station.settings, forwards=(*others[:at], rule, *others[at:])))


def remove_forward(board: Board, station: Station, mode: ForwardMode, destination: str) -> None:
    """Remove the rules that match; mode NONE and an empty destination match every rule."""
    kept = tuple(
        rule
        for rule in station.settings.forwards
        if (mode and rule.mode != mode) or (destination and rule.destination != destination)
    )
    _change(board, station, replace(station.settings, forwards=kept))


def set_remote_office(board: Board, station: Station, *, enabled: bool, destination: str) -> None:
    """An empty destination keeps the one that was set."""
    number = destination or station.settings.remote_office.destination
    if enabled:
        _check_destination(board, station, number)
    setting = RemoteOffice(enabled=enabled, destination=number)
    _change(board, station, replace(station.settings, remote_office=setting))


def _check_destination(board: Board, station: Station, number: str) -> None:
    destination = board.plan.number(number)
    if destination.station is station or not (destination.station or destination.outside):
        raise CommandFailed(f"{number or 'An empty number'} cannot be the destination; give another extension or number.")
