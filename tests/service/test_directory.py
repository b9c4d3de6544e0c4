"""The in-memory view of users and rights, and what a newer snapshot changes."""

from __future__ import annotations

from dataclasses import replace

from callplane.service.directory import Directory, DirectoryChange, UserChange
from callplane.service.rights import TEAM, Rights
from callplane.store.records import LineRecord, Snapshot, UserRecord

A, B, C = (f"tel:+4910{n}@demo" for n in (1, 2, 3))
SNAPSHOT = Snapshot(
    revision=1,
    users=(UserRecord("alice", "Alice", "hash"), UserRecord("bob", "Bob", "hash")),
    lines=tuple(LineRecord(uri, uri[4:10], "demo") for uri in (A, B, C)),
    ownership={"alice": (B, A), "bob": (C,)},
    grants={("alice", C): 519, ("bob", A): 4096},
)


def change_to(**new: object) -> DirectoryChange:
    return Directory(SNAPSHOT).replace(replace(SNAPSHOT, revision=2, **new))  # type: ignore[arg-type]


def test_an_empty_directory_knows_nobody() -> None:
    directory = Directory()
    assert directory.user("alice") is None
    assert directory.rights("alice", A) == Rights.NONE
    assert directory.visible_lines("alice") == directory.own_lines("alice") == directory.users_of(A) == ()
    assert directory.owner(A) is None
    assert directory.display_name_of_number("+49101") == ""
    assert not directory.users()
    assert not directory.lines()


def test_users_lines_and_rights_are_found() -> None:
    directory = Directory(SNAPSHOT)
    alice = directory.user(" ALICE ")
    assert alice is not None
    assert alice.display_name == "Alice"
    assert directory.rights("alice", A).allows(Rights.OWNER)
    assert directory.rights("alice", C) == TEAM
    assert directory.rights("bob", A).allows(Rights.PICKUP)
    assert directory.rights("bob", B) == Rights.NONE
    assert directory.own_lines("alice") == (B, A)
    assert directory.visible_lines("alice") == (B, A, C)
    assert directory.users_of(A) == ("alice", "bob")
    assert directory.display_name(C) == "Bob"
    assert directory.display_name_of_number(C[4:10]) == "Bob"
    assert [line.uri for line in directory.lines()] == [A, B, C]


def test_of_several_owners_the_one_counts_who_has_the_line_further_to_the_front() -> None:
    directory = Directory(replace(SNAPSHOT, ownership={"alice": (B, A), "bob": (A,)}))
    assert directory.display_name(A) == "Bob"


def test_ownership_goes_before_a_grant() -> None:
    directory = Directory(replace(SNAPSHOT, grants={("alice", A): 7}))
    assert directory.rights("alice", A).allows(Rights.OWNER)


def test_the_same_snapshot_changes_nothing() -> None:
    assert change_to() == DirectoryChange()


def test_a_withdrawn_and_a_new_grant() -> None:
    change = change_to(grants={("bob", A): 4096, ("bob", B): 7})
    assert change.users == {"alice": UserChange(removed=(C,)), "bob": UserChange(added=(B,))}


def test_other_flags() -> None:
    assert change_to(grants={("alice", C): 7, ("bob", A): 4096}).users == {"alice": UserChange(rights=(C,))}


def test_another_order_of_own_lines() -> None:
    change = change_to(ownership={"alice": (A, B), "bob": (C,)})
    assert change.users == {"alice": UserChange(order_changed=True)}


def test_a_new_last_line_leaves_the_order_and_a_new_primary_changes_it() -> None:
    bob = change_to(ownership={"alice": (B, A), "bob": (C, B)}).users["bob"]
    assert bob == UserChange(added=(B,))
    bob = change_to(ownership={"alice": (B, A), "bob": (B, C)}).users["bob"]
    assert bob == UserChange(added=(B,), order_changed=True)


def test_a_line_with_a_grant_that_becomes_an_own_one() -> None:
    alice = change_to(ownership={"alice": (B, A, C), "bob": (C,)}).users["alice"]
    assert alice == UserChange(rights=(C,), order_changed=True)


def test_sessions_end_with_removal_disabling_and_a_new_password() -> None:
    alice, bob = SNAPSHOT.users
    assert change_to(users=(alice,)).ended == {"bob"}
    assert change_to(users=(alice, replace(bob, enabled=False))).ended == {"bob"}
    assert change_to(users=(alice, replace(bob, password_serial=1))).ended == {"bob"}
    assert change_to(users=(alice, replace(bob, created=5.0))).ended == {"bob"}
    assert not change_to(users=(alice, replace(bob, password_hash="rehashed"))).ended


def test_a_new_display_name_concerns_the_lines() -> None:
    alice, bob = SNAPSHOT.users
    assert change_to(users=(alice, replace(bob, display_name="Robert"))).renamed == {C}
