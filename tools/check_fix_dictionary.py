"""Is our table of FIX messages the one that is published?

    .venv/bin/python tools/check_fix_dictionary.py spot-fix-oe.xml spot-fix-md.xml

reads QuickFIX dictionaries and prints every difference: a field, a message, a member or a value
that one of us has and the other has not. Exit code 1 if there is any that is not named in KNOWN.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from glassbook.gateway.fix.fields import FIELDS
from glassbook.gateway.fix.messages import HEADER, MESSAGES, TRAILER, Member

#: What we have otherwise, and why.
KNOWN = {
    "field PriceDelta": "stands in no message",
    "field SBESchemaID": "binary encoding is not offered",
    "field SBESchemaVersion": "binary encoding is not offered",
    "field SBESchemaVersionDeprecated": "binary encoding is not offered",
    "field ExecutionReportType": "short reports exist in the binary encoding alone",
    "Logon.SBESchemaID": "binary encoding is not offered",
    "Logon.SBESchemaVersion": "binary encoding is not offered",
    "Logon.ExecutionReportType": "short reports exist in the binary encoding alone",
}

Shape = dict[str, "tuple[bool, Shape]"]


def published(paths: list[Path]) -> tuple[dict[str, tuple[int, set[str]]], dict[str, Shape]]:
    """Return fields (tag, values) and messages of all dictionaries together."""
    fields: dict[str, tuple[int, set[str]]] = {}
    messages: dict[str, Shape] = {}
    for path in paths:
        root = ET.parse(path).getroot()
        components = {each.get("name"): each for each in root.iterfind("components/component")}
        for each in root.iterfind("fields/field"):
            tag, values = fields.get(each.get("name"), (int(each.get("number")), set()))
            fields[each.get("name")] = tag, values | {value.get("enum") for value in each}
        parts = [("header", root.find("header")), ("trailer", root.find("trailer"))]
        parts += [(each.get("name"), each) for each in root.iterfind("messages/message")]
        for name, part in parts:
            messages[name] = messages.get(name, {}) | shape(part, components)
    return fields, messages


def shape(part: ET.Element, components: dict[str, ET.Element]) -> Shape:
    """Return members by name, each with whether it is required and its own members."""
    members: Shape = {}
    for each in part:
        if each.tag == "component":
            members |= shape(components[each.get("name")], components)
        else:
            members[each.get("name")] = each.get("required") == "Y", shape(each, components)
    return members


def own_shape(members: tuple[Member, ...]) -> Shape:
    """Return our own members in the same form."""
    return {each.field.name: (each.is_required, own_shape(each.members)) for each in members}


def differences(paths: list[Path]) -> list[str]:
    """Return every difference, each with the name by which KNOWN may know it first."""
    fields, messages = published(paths)
    own_fields = {field.name: (field.tag, set(field.values)) for field in FIELDS}
    found = [f"field {name}: one-sided" for name in sorted(fields.keys() ^ own_fields.keys())]
    for name in fields.keys() & own_fields.keys():
        (tag, values), (own_tag, own_values) = fields[name], own_fields[name]
        if tag != own_tag:
            found.append(f"field {name}: tag {own_tag}, published {tag}")
        if name != "MsgType" and values != own_values:
            found.append(f"field {name}: values differ in {sorted(values ^ own_values)}")
    own = {kind.name: own_shape(kind.members) for kind in MESSAGES}
    own |= {"header": own_shape(HEADER), "trailer": own_shape(TRAILER)}
    found += [f"message {name}: one-sided" for name in sorted(messages.keys() ^ own.keys())]
    for name in messages.keys() & own.keys():
        found += compared(name, own[name], messages[name])
    return found


def compared(place: str, own: Shape, theirs: Shape) -> list[str]:
    """Return the differences between two sets of members."""
    found = [f"{place}.{name}: one-sided" for name in sorted(own.keys() ^ theirs.keys())]
    for name in own.keys() & theirs.keys():
        (required, members), (published_required, published_members) = own[name], theirs[name]
        if required != published_required:
            found.append(f"{place}.{name}: required {required}, published {published_required}")
        found += compared(f"{place}.{name}", members, published_members)
    return found


def is_known(difference: str) -> bool:
    """Is there a reason for it? What a logon must have, the answer to it, of one name, need not."""
    name = difference.partition(":")[0]
    return name in KNOWN or (name.startswith("Logon.") and "required" in difference)


def main() -> int:
    """Print what differs. Return the exit code."""
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    found = differences([Path(argument) for argument in sys.argv[1:]])
    for difference in found:
        reason = KNOWN.get(difference.partition(":")[0], "") if is_known(difference) else ""
        print(f"{'known' if is_known(difference) else 'DIFFERS'}  {difference}  {reason}".rstrip())
    unknown = [each for each in found if not is_known(each)]
    print(f"{len(FIELDS)} fields and {len(MESSAGES)} messages; {len(unknown)} unexplained.")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
