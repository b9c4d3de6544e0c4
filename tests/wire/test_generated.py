"""The ASN.1 modules, what is generated from them, and the published facts of the interface agree."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts import generate_wire

from callplane.wire import operations
from callplane.wire.asn1_parser import Asn1Error, Definition, Member, parse_folder

FACTS = Path(__file__).resolve().parent.parent.parent.parent / "shared/interface"
MODULES = {module.name: module for module in parse_folder(generate_wire.WIRE / "asn1")}
# Here the facts' notes contradict the interface's description, which says EnumForwardModes, or are plainly a slip.
CORRECTED = {
    ("AsnCtiLineInfo", "iForwardFeaturesPBX"),
    ("AsnCtiLineInfo", "iForwardFeaturesSERVER"),
    ("AsnContactPhoneLineV2", "iForwardFeaturesPBX"),
    ("AsnContactCallInformationV2", "iDisconnectedReason"),
}


def facts(python_name: str) -> str:
    path = FACTS / f"{python_name}.yaml"
    if not path.exists():
        assert "CI" not in os.environ, f"{FACTS} is missing"
        pytest.skip(f"{FACTS} is missing: the ASN.1 modules are not compared with the published facts")
    return path.read_text(encoding="utf-8")


def test_generated_files_are_in_step() -> None:
    stale = [path.name for path, text in generate_wire.render().items() if path.read_text(encoding="utf-8") != text]
    assert stale == []


def test_check_writes_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(generate_wire, "WIRE", tmp_path)
    monkeypatch.setattr(generate_wire, "render", lambda: {tmp_path / "cti.py": "new"})
    assert generate_wire.main(["--check"]) == 1
    assert "cti.py" in capsys.readouterr().err
    assert generate_wire.main([]) == 0
    assert generate_wire.main(["--check"]) == 0


@pytest.mark.parametrize(("name", "python_name"), generate_wire.PYTHON_MODULES.items())
def test_types_agree_with_the_facts(name: str, python_name: str) -> None:
    expected = yaml.safe_load(facts(python_name))
    assert expected["module"] == name
    ours = {definition.name: as_facts(definition) for definition in MODULES[name].definitions.values()}
    assert list(ours) == list(expected["types"])
    assert ours == expected["types"]


@pytest.mark.parametrize(("name", "python_name"), generate_wire.PYTHON_MODULES.items())
def test_operations_agree_with_the_facts(name: str, python_name: str) -> None:
    expected = yaml.safe_load(facts(python_name)).get("operations", {})
    ours = {
        operation.name: {"id": operation.number, "argument": operation.argument}
        | ({"result": operation.result} if operation.result else {})
        | ({"error": operation.error} if operation.error else {})
        for operation in MODULES[name].operations.values()
    }
    assert ours == expected


@pytest.mark.parametrize(("name", "python_name"), generate_wire.PYTHON_MODULES.items())
def test_noted_values_agree_with_the_facts(name: str, python_name: str) -> None:
    type_name = ""
    for line in facts(python_name).splitlines():
        if heading := re.fullmatch(r"  (\w+):", line):
            type_name = heading[1]
        note = re.match(r"\s+- ([\w-]+): .*# values: (\w+)", line)
        if note and (type_name, note[1]) not in CORRECTED:
            [member] = [m for m in MODULES[name].definitions[type_name].members if m.name == note[1]]
            assert member.values == note[2]


def as_facts(definition: Definition) -> dict[str, Any]:
    """A definition in the form of the facts."""
    if definition.kind == "LIST":
        return {"is": f"SEQUENCE OF {definition.target}"}
    if definition.kind == "ALIAS":
        return {"is": definition.target}
    if definition.numbers:
        return {definition.kind: dict(definition.numbers)}
    extension = {"extensible": True} if definition.extensible else {}
    return {definition.kind: [{member.name: member_fact(definition, member)} for member in definition.members]} | extension


def member_fact(definition: Definition, member: Member) -> str:
    rose = definition.name in MODULES["SNACC-ROSE"].definitions
    way = ("EXPLICIT " if member.explicit else "IMPLICIT ") if rose else ""
    tag = "" if member.tag is None else f"[{member.tag}] {way}"
    return f"{tag}{member.type}{' OPTIONAL' if member.optional else ''}"


def test_the_operations_table_is_complete() -> None:
    defined = {o.name: o.number for module in MODULES.values() for o in module.operations.values()}
    assert {operation.name: operation.id for operation in operations.ALL} == defined


@pytest.mark.parametrize(
    ("name", "constant"),
    [
        ("asnCtiMakeCall", "CTI_MAKE_CALL"),
        ("asnGetLocationIDs", "GET_LOCATION_IDS"),
        ("asnGetLocationInformation2", "GET_LOCATION_INFORMATION2"),
        ("asnStartTLS", "START_TLS"),
        ("asnNegotiateServerConnectionV2", "NEGOTIATE_SERVER_CONNECTION_V2"),
    ],
)
def test_names_of_constants(name: str, constant: str) -> None:
    assert generate_wire.constant_name(name) == constant


@pytest.mark.parametrize("text", ["X DEFINITIONS ?", "X DEFINITIONS IMPLICIT TAGS ::= BEGIN T ::= SEQUENCE {", "X"])
def test_what_is_not_in_the_subset_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.asn1").write_text(f"\n{text}", encoding="utf-8")
    with pytest.raises(Asn1Error, match=r"bad\.asn1:2"):
        parse_folder(tmp_path)
