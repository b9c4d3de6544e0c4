"""What a user may see and do on a line: flags, presets, what they imply. Pure; knows no store, no line, no wire.

The flags are those of AsnPhoneControlRightsFlags, with two of ours: CONTROL can be granted, OWNER comes from ownership
alone.
"""

from __future__ import annotations

from enum import IntFlag

from callplane.errors import Refusal


class Rights(IntFlag):
    """Rights of one user on one line. NONE: the line does not exist for him."""

    NONE = 0
    NUMBERS_OUTBOUND = 1
    NUMBERS_INBOUND = 2
    NUMBERS_REDIRECTED = 4
    SET_FORWARDS = 256  # and do-not-disturb
    PICKUP = 512  # and redirect of ringing calls
    CONTROL = 4096
    OWNER = 1 << 16

    def implied(self) -> Rights:
        """These rights with all that they include: an owner has all, full control is all but ownership."""
        if self & Rights.OWNER:
            return self | GRANTABLE | Rights.OWNER
        if self & Rights.CONTROL:
            return self | GRANTABLE
        return self

    def allows(self, needed: Rights) -> bool:
        """Whether every right of `needed` is there, by itself or implied."""
        return needed in self.implied()


COMPANY = Rights(7)
TEAM = Rights(519)
PERSONAL = Rights(775)
GRANTABLE = PERSONAL | Rights.CONTROL

PRESETS = {"none": Rights.NONE, "company": COMPANY, "team": TEAM, "personal": PERSONAL, "control": Rights.CONTROL}


def parse_rights(text: str) -> Rights:
    """The rights that a person wrote: a preset's name or the sum of the flags. Raises Refusal for anything else."""
    word = text.strip().lower()
    if word in PRESETS:
        return PRESETS[word]
    if word.isascii() and word.isdigit() and not int(word) & ~GRANTABLE:
        return Rights(int(word))
    raise Refusal(
        f"'{text}' names no rights: give {', '.join(PRESETS)}, or a sum of 1, 2, 4 (see the numbers of outbound,"
        " inbound and redirected calls), 256 (set forwards), 512 (pick up) and 4096 (full control)"
    )


def rights_text(rights: Rights) -> str:
    """A preset's name where one fits, else the number."""
    return next((name for name, preset in PRESETS.items() if preset == rights), str(int(rights)))
