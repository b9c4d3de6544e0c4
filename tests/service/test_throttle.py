"""Counting failed log-ons, with time as an argument."""

from __future__ import annotations

from callplane.service.logon_details import LOCKED, TOO_MANY_ATTEMPTS
from callplane.service.throttle import STRANGER, Throttle
from callplane.settings import LogonSettings
from callplane.store.records import LogonFailures, UserFailures

HERE, THERE = "10.0.0.1", "10.0.0.2"


def throttle(failures: LogonFailures | None = None) -> Throttle:
    return Throttle(LogonSettings(address_failures=3, address_seconds=60, user_failures=5, user_seconds=900), failures)


def test_an_address_is_blocked_until_its_oldest_failure_is_a_minute_old() -> None:
    counting = throttle()
    for at in (0.0, 10.0, 20.0):
        assert counting.refusal("alice", HERE, at) == 0
        counting.failed(f"user{at}", HERE, at)
    assert counting.refusal("alice", HERE, 59.0) == TOO_MANY_ATTEMPTS
    assert counting.refusal("alice", THERE, 59.0) == 0
    assert counting.refusal("alice", HERE, 60.0) == 0


def test_a_name_is_locked_from_everywhere_and_counts_anew_afterwards() -> None:
    counting = throttle()
    for n in range(5):
        assert counting.refusal("alice", THERE, 0.0) == 0
        state = counting.failed("alice", f"10.0.1.{n}", 0.0)
    assert state == UserFailures(5, 0.0, 900.0)
    assert counting.refusal("alice", THERE, 899.0) == LOCKED
    assert counting.refusal("bob", THERE, 899.0) == 0
    assert counting.refusal("alice", THERE, 900.0) == 0
    assert counting.failed("alice", THERE, 900.0) == UserFailures(1, 900.0, 0.0)


def test_a_failure_that_was_under_way_does_not_end_the_lock_out() -> None:
    counting = throttle(LogonFailures({"alice": UserFailures(5, 0.0, 900.0)}))
    assert counting.failed("alice", HERE, 1.0).locked_until == 901.0


def test_success_forgets_the_name_but_not_the_address() -> None:
    counting = throttle()
    for _ in range(3):
        counting.failed("alice", HERE, 0.0)
    assert counting.succeeded("alice")
    assert not counting.succeeded("alice")
    assert counting.refusal("alice", HERE, 0.0) == TOO_MANY_ATTEMPTS
    assert counting.failed("alice", THERE, 0.0).in_a_row == 1


def test_failures_of_before_a_restart_count() -> None:
    counting = throttle(LogonFailures({"alice": UserFailures(4, 0.0, 0.0)}, {HERE: (0.0, 1.0, 2.0)}))
    assert counting.refusal("bob", HERE, 3.0) == TOO_MANY_ATTEMPTS
    assert counting.failed("alice", THERE, 3.0).locked_until == 903.0


def test_strangers_and_addresses_are_forgotten_and_users_are_not() -> None:
    counting = throttle()
    counting.failed("alice", HERE, 0.0)
    counting.failed(STRANGER + "ghost", HERE, 0.0)
    counting.prune(901.0)
    assert counting._addresses == {}
    assert counting._names.keys() == {"alice"}


def test_failures_without_a_name_count_against_the_address_only() -> None:
    counting = throttle()
    for _ in range(3):
        counting.failed_without_name(HERE, 0.0)
    assert counting.refusal("", HERE, 0.0) == TOO_MANY_ATTEMPTS
    assert counting.refusal("", THERE, 0.0) == 0
    assert counting._names == {}
