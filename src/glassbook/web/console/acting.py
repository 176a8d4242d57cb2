"""Carrying out what the staff want: at once, or when a second member has allowed it.

The command's label names who acted, who allowed it, and why. A proposal and what became of it are
documents in the journal, each durable before anything comes of it.
"""

from typing import Any

import msgspec

from glassbook.identity.actions import Action, State, new_name
from glassbook.identity.people import Member
from glassbook.identity.refused import Refused, Why
from glassbook.protocol.documents import Document
from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.submission import Outcome, QueueFull, VenueStopped
from glassbook.web.accounts.endpoint import Call, Desk, Endpoint, Handler, Nothing, Shape
from glassbook.web.console.acts import ACTS, BY_NAME, Act
from glassbook.web.console.door import READERS, ROOT, floor_of, member_of, staff_endpoint
from glassbook.web.console.plans import Deed, Plan, Wanted

PROPOSED, DECIDED = "staff-proposal", "staff-decision"
ACTIONS_SHOWN = 200
AT_THE_MACHINE = " (at the machine)"
MILLISECOND_NS = 1_000_000


class Acted(Shape, kw_only=True):
    """What came of it: the command's sequence, or null while a second member has to allow it."""

    action: str
    sequence: int | None


class ActionNamed(Shape, kw_only=True):
    action: str


class ActionView(Shape, kw_only=True):
    """An action. Members by name, those who left by their ids; times in milliseconds.

    `mayDecide`: whoever asks may allow or decline it; `isOwn`: he proposed it, and may withdraw it.
    """

    action: str
    act: str
    target: str
    values: dict[str, Any]
    reason: str
    member: str
    time: int
    expires_at: int | None
    state: str
    decider: str | None
    decided_at: int | None
    sequence: int | None
    refusal: str
    may_decide: bool
    is_own: bool


def acting(act: Act) -> Handler:
    """Return the handler of one act."""

    async def handle(desk: Desk, call: Call) -> Acted:
        return await _act(desk, member_of(desk, call), act, call.body)

    handle.__doc__ = f"{act.summary}. {'Takes two members.' if act.needs_two else 'At once.'}"
    return handle


async def ordered(desk: Desk, name: str, act_name: str, values: dict[str, Any]) -> Acted:
    """Do, or propose, what was ordered in a member's name at the machine. *Raises* Refused.

    Nobody knows there who he is. So the reason says where it came from, and what takes two is
    allowed here by a second member who logged in.
    """
    member, act = desk.people.member_named(name), BY_NAME[act_name]
    if member is None or not member.is_admitted:
        known = ", ".join(each.name for each in desk.people.members() if each.role in act.roles)
        raise Refused(Why.INVALID, "staff", f"names nobody on the staff: {name!r}", known)
    if member.role not in act.roles:
        raise Refused(Why.FORBIDDEN, "staff", "may not do this", ", ".join(sorted(act.roles)))
    said = values | {"reason": f"{values['reason']}{AT_THE_MACHINE}"}
    try:
        wanted = msgspec.convert(said, act.body)
    except msgspec.ValidationError as error:
        raise Refused(Why.INVALID, act_name, str(error)) from None
    return await _act(desk, member, act, wanted)


async def _act(desk: Desk, member: Member, act: Act, wanted: Wanted) -> Acted:
    if not wanted.reason.isprintable() or not wanted.reason.strip():
        raise Refused(Why.INVALID, "reason", "is no reason", "3 to 200 printable characters")
    plan, name = act.plan(desk, wanted), new_name()
    if act.needs_two:
        await floor_of(desk).publish(_proposal(name, member, act, plan, wanted))
    made = desk.people.actions.add(
        name,
        act.name,
        plan.target,
        msgspec.json.encode(wanted),
        wanted.reason,
        member.member,
        desk.clock(),
        is_proposal=act.needs_two,
    )
    if act.needs_two:
        return Acted(action=name, sequence=None)
    return await _carry_out(desk, made, plan, member.member)


async def approve(desk: Desk, call: Call) -> Acted:
    """Allow a proposal of another member: its command is given at once."""
    member, proposal = member_of(desk, call), _open(desk, call.body.action)
    act = BY_NAME[proposal.act]
    if proposal.member == member.member:
        rule = "is your own; a second member has to allow it"
        raise Refused(Why.FORBIDDEN, "action", rule, "the proposal of somebody else")
    if member.role not in act.roles:
        raise Refused(Why.FORBIDDEN, "role", "may not allow this", ", ".join(sorted(act.roles)))
    proposer = desk.people.member(proposal.member)
    if proposer is None or proposer.role not in act.roles:
        rule = "was proposed by somebody who may not do so any more"
        raise Refused(Why.CONFLICT, "action", rule, "a new proposal")
    wanted = msgspec.json.decode(proposal.values, type=act.body)
    plan = act.plan(desk, wanted)
    await _decide(desk, proposal, State.UNDER_WAY, member, "approved")
    return await _carry_out(desk, proposal, plan, f"{proposal.member} and {member.member}")


async def decline(desk: Desk, call: Call) -> Nothing:
    """Decline a proposal of another member."""
    member, proposal = member_of(desk, call), _open(desk, call.body.action)
    if member.role not in BY_NAME[proposal.act].roles or proposal.member == member.member:
        raise Refused(Why.FORBIDDEN, "action", "is not yours to decline", "others' of your role")
    await _decide(desk, proposal, State.DECLINED, member, "declined")
    return Nothing()


async def withdraw(desk: Desk, call: Call) -> Nothing:
    """Withdraw one's own proposal."""
    member, proposal = member_of(desk, call), _open(desk, call.body.action)
    if proposal.member != member.member:
        raise Refused(Why.FORBIDDEN, "action", "is somebody else's", "your own proposal")
    await _decide(desk, proposal, State.WITHDRAWN, member, "withdrawn")
    return Nothing()


async def show_actions(desk: Desk, call: Call) -> list[ActionView]:
    """Show what was done and what waits for a second member, that first."""
    asking, names = member_of(desk, call), {m.member: m.name for m in desk.people.members()}
    return [
        _shown(each, asking, names)
        for each in desk.people.actions.newest(ACTIONS_SHOWN, desk.clock())
    ]


async def _carry_out(desk: Desk, action: Action, plan: Plan, members: str) -> Acted:
    """Do what was wanted. *Raises* Refused when the exchange rejects it."""
    actions = desk.people.actions
    try:
        outcome = await plan.carry_out(Deed(action.action, f"{members}: {action.reason}"))
    except (QueueFull, OSError, Refused):
        _undo(desk, action)
        raise
    except VenueStopped as stopped:
        if not stopped.is_unknown:
            _undo(desk, action)
        raise
    refusal = _refusal(outcome)
    actions.end(action.action, outcome.sequence, refusal)
    if refusal:
        rule = f"was rejected by the exchange: {refusal.lower().replace('_', ' ')}"
        raise Refused(Why.CONFLICT, action.act, rule)
    return Acted(action=action.action, sequence=outcome.sequence)


def _refusal(outcome: Outcome) -> str:
    """Return why the exchange rejected a command; a document has no events, and is no command."""
    for said in outcome.events:
        if said.kind == EventKind.COMMAND_REJECTED:
            return RejectCode(said.reason).name
    return ""


def _undo(desk: Desk, action: Action) -> None:
    if BY_NAME[action.act].needs_two:
        desk.people.actions.reopen(action.action)
    else:
        desk.people.actions.drop(action.action)


def _open(desk: Desk, name: str) -> Action:
    found = desk.people.actions.find(name, desk.clock())
    if found is None or found.state is not State.OPEN:
        rule = "is not there" if found is None else f"is {found.state.lower().replace('_', ' ')}"
        raise Refused(Why.CONFLICT, "action", rule, "a proposal that waits")
    return found


async def _decide(
    desk: Desk, proposal: Action, state: State, member: Member, decision: str
) -> None:
    """Take a proposal before anybody else does, and journal what was decided of it."""
    if not desk.people.actions.decide(proposal.action, state, member.member, desk.clock()):
        raise Refused(Why.CONFLICT, "action", "was decided meanwhile", "a proposal that waits")
    body = {"action": proposal.action, "member": member.member, "decision": decision}
    try:
        await floor_of(desk).publish(Document(DECIDED, 1, body))
    except (QueueFull, VenueStopped):
        desk.people.actions.reopen(proposal.action)
        raise


def _proposal(name: str, member: Member, act: Act, plan: Plan, wanted: Wanted) -> Document:
    body = {
        "action": name,
        "member": member.member,
        "act": act.name,
        "target": plan.target,
        "values": msgspec.to_builtins(wanted),
    }
    return Document(PROPOSED, 1, body)


def _shown(action: Action, asking: Member, names: dict[str, str]) -> ActionView:
    is_own, waits = action.member == asking.member, action.state is State.OPEN
    may = asking.role in BY_NAME[action.act].roles if action.act in BY_NAME else False
    values: dict[str, Any] = msgspec.json.decode(action.values)
    return ActionView(
        action=action.action,
        act=action.act,
        target=action.target,
        values={name: value for name, value in values.items() if name != "reason"},
        reason=action.reason,
        member=names.get(action.member, action.member),
        time=action.time_ns // MILLISECOND_NS,
        expires_at=action.expires_ns // MILLISECOND_NS if waits else None,
        state=action.state.value,
        decider=names.get(action.decider, action.decider) or None,
        decided_at=action.decided_ns // MILLISECOND_NS if action.decided_ns else None,
        sequence=action.sequence or None,
        refusal=action.refusal,
        may_decide=waits and may and not is_own,
        is_own=waits and is_own,
    )


ENDPOINTS: tuple[Endpoint, ...] = (
    *(
        staff_endpoint(
            "POST", f"{ROOT}/acts/{act.name}", acting(act), Acted, act.summary, act.roles, act.body
        )
        for act in ACTS
    ),
    staff_endpoint(
        "GET", f"{ROOT}/actions", show_actions, list[ActionView], "What was done", READERS
    ),
    *(
        staff_endpoint(
            "POST",
            f"{ROOT}/actions/{name}",
            handler,
            answer,
            summary,
            frozenset().union(*(act.roles for act in ACTS)),
            ActionNamed,
        )
        for name, handler, answer, summary in (
            ("approve", approve, Acted, "Allow a proposal"),
            ("decline", decline, Nothing, "Decline a proposal"),
            ("withdraw", withdraw, Nothing, "Withdraw a proposal"),
        )
    ),
)
