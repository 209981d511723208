"""Step 1 of Setup: what is negotiated, which way each side leans, and the rules across issues."""

from __future__ import annotations

import streamlit as st

from meso_infer.errors import MesoError
from meso_infer.issues import DirectedIssue, Issue, NumericIssue
from meso_infer.sheet import TYPES, IssueRow, RuleRow, Sheet, issue_of, leans, rule_of
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.setup.begun import draw_begun
from meso_infer.ui.setup.copies import draw_copy
from meso_infer.ui.setup.draft import SetupDraft
from meso_infer.ui.setup.sources import draw_sources

KINDS = {
    "numeric": "an amount",
    "ordered": "options in an order",
    "categorical": "options without an order",
}
HOWS = {"min": "at least", "max": "at most", "in": "is"}
AMOUNT = "%.10g"
MANY = 8
"""Issues beyond which people lose sight of the whole."""


def draw_issues(draft: SetupDraft, found: dict[str, str]) -> None:
    """Draw step 1; `found` says what is wrong, by place."""
    sheet = draft.sheet()
    if draft.is_new:
        draw_begun(draft)
        draw_sources(draft)
    _draw_head(draft, sheet, found)
    if len(sheet.issues) > MANY:
        st.info(
            f"{len(sheet.issues)} issues are many to talk about at once. Open a few at a time and hold "
            "the others on Next packages; what was said on a part stays open until the whole is agreed."
        )
    if "agenda" in found:
        st.error(plain(found["agenda"]))
    for row in sheet.issues:
        _draw_issue(draft, row, found.get(row.id))
    st.button(
        "Add an issue",
        key=draft.key("add issue"),
        icon=":material/add:",
        on_click=session.action(draft.add_issue),
    )
    _draw_rules(draft, sheet, found)
    if draft.current is not None:
        draw_copy(draft, draft.current)


def _draw_head(draft: SetupDraft, sheet: Sheet, found: dict[str, str]) -> None:
    grid = st.grid(3, min_column_width=200, key=draft.key("head"))
    for name, label, value, hint in (
        ("title", "What it is about", sheet.title, ""),
        ("counterpart", "Who they are", sheet.counterpart, "A role or a pseudonym is enough."),
        ("segment", "Kind of counterpart (optional)", sheet.segment, "Such as: engineering."),
    ):
        fixed = name == "segment" and not draft.is_new
        with grid.container(key=draft.key("head", name)):
            st.text_input(
                label,
                key=draft.widget("sheet", name, value),
                help="Fixed once talks are stored: past negotiations are grouped by it."
                if fixed
                else hint or None,
                max_chars=200,
                disabled=fixed,
                on_change=draft.saver(),
            )
            if name in found:
                st.error(plain(found[name]))


# --- one issue ------------------------------------------------------------------------------------


def _draw_issue(draft: SetupDraft, row: IssueRow, problem: str | None) -> None:
    on_agenda = not draft.is_new and row.name in _agenda_names(draft)
    with st.expander(
        _in_brief(row),
        expanded=problem is not None or not row.name,
        key=draft.key(row.id, "fold"),
    ):
        if problem is not None:
            st.error(plain(problem))
        save = draft.saver()
        top = st.grid(2, min_column_width=200, key=draft.key(row.id, "top"))
        with top.container(key=draft.key(row.id, "top", "name")):
            st.text_input(
                "Name",
                key=draft.widget(row.id, "name", row.name),
                max_chars=120,
                disabled=on_agenda,
                help="Issues on the agenda keep their name and kind." if on_agenda else None,
                on_change=save,
            )
        with top.container(key=draft.key(row.id, "top", "kind")):
            st.selectbox(
                "What is settled",
                list(KINDS),
                format_func=lambda kind: KINDS[kind],
                key=draft.widget(row.id, "kind", row.kind),
                disabled=on_agenda,
                on_change=save,
            )
        if row.kind == "numeric":
            _draw_range(draft, row)
        else:
            st.text_area(
                "Options, one a line" + (", in their order" if row.kind == "ordered" else ""),
                key=draft.widget(row.id, "options", row.options),
                height=120,
                max_chars=20_000,
                on_change=save,
            )
        if row.kind != "categorical":
            _draw_directions(draft, row)
        if not on_agenda and len(draft.sheet().issues) > 1:
            st.button(
                "Remove this issue",
                key=draft.key(row.id, "remove"),
                type="tertiary",
                on_click=session.action(draft.remove),
                args=(row.id,),
            )


def _agenda_names(draft: SetupDraft) -> tuple[str, ...]:
    return () if draft.current is None else draft.current.negotiation.agenda.names


def _in_brief(row: IssueRow) -> str:
    """One line about an issue: its name, range, and which end is better for us."""
    name = plain(row.name) or "New issue"
    try:
        issue = issue_of(row)
    except MesoError:
        return f"**{name}** · not complete"
    low, high = (issue.format(issue.option(end)) for end in issue.bounds)
    if not isinstance(issue, DirectedIssue):
        return f"**{name}** · {issue.n_options} options"
    way = issue.own_direction
    return f"**{name}** · {plain(low)} to {plain(high)}" + (
        f" · we prefer it {plain(issue.way_in_words(way))}" if way else ""
    )


def _draw_range(draft: SetupDraft, row: IssueRow) -> None:
    grid = st.grid(4, min_column_width=120, key=draft.key(row.id, "range"))
    with grid.container(key=draft.key(row.id, "range", "low")):
        _amount(draft, row, "low", "Lowest", row.low)
    with grid.container(key=draft.key(row.id, "range", "high")):
        _amount(draft, row, "high", "Highest", row.high)
    with grid.container(key=draft.key(row.id, "range", "step")):
        _amount(draft, row, "step", "Steps of (blank: any amount)", row.step)
    with grid.container(key=draft.key(row.id, "range", "unit")):
        st.text_input(
            "Unit",
            key=draft.widget(row.id, "unit", row.unit),
            placeholder="USD, days, %",
            max_chars=40,
            on_change=draft.saver(),
        )


def _amount(draft: SetupDraft, row: IssueRow, field: str, label: str, value: float | None) -> None:
    st.number_input(
        label,
        value=None,
        format=AMOUNT,
        key=draft.widget(row.id, field, value),
        on_change=draft.saver(),
    )


def _draw_directions(draft: SetupDraft, row: IssueRow) -> None:
    kind = TYPES[row.kind]
    if not issubclass(kind, DirectedIssue):
        return
    up, down = way_words(kind, row)
    ways = {"up": f"{up} is better", "down": f"{down} is better"}
    grid = st.grid(2, min_column_width=200, key=draft.key(row.id, "directions"))
    with grid.container(key=draft.key(row.id, "directions", "own")):
        choices.segmented_control(
            "For us",
            list(ways),
            format_func=lambda way: plain(ways[way]),
            key=draft.widget(row.id, "own_way", row.own_way),
            help="Leave both off where neither end is best, and give our values in step 2.",
            on_change=draft.saver(),
        )
    words = lean_words(kind, row)
    with grid.container(key=draft.key(row.id, "directions", "theirs")):
        st.selectbox(
            "They probably want it",
            list(words),
            format_func=lambda lean: words[lean],
            key=draft.widget(row.id, "lean", row.lean),
            help="Where to start from. What they pick and ask for changes it, unless you say surely.",
            on_change=draft.saver(),
        )


def way_words(kind: type[DirectedIssue], row: IssueRow) -> tuple[str, str]:
    """The two directions in words, up first; by their ends where the options are named."""
    issue = _sound(row)
    if not isinstance(issue, DirectedIssue):
        return kind.direction_up, kind.direction_down
    return issue.way_in_words(kind.direction_up), issue.way_in_words(kind.direction_down)


def lean_words(kind: type[DirectedIssue], row: IssueRow) -> dict[str, str]:
    """What can be said of their direction, in words."""
    up, down = way_words(kind, row)
    words = {
        "opposed": "the other way from us (80%)" if row.own_way else "don't know",
        "surely up": f"surely {up}",
        "probably up": f"probably {up} (80%)",
        "unknown": "don't know (50:50)",
        "probably down": f"probably {down} (80%)",
        "surely down": f"surely {down}",
        "between": "best somewhere in between (60%)",
    }
    given = row.given_lean
    if row.lean == "given" or (given is not None and given not in leans(kind).values()):
        chances = ", ".join(f"{way} {chance:.0%}" for way, chance in (given or {}).items())
        words["given"] = f"as set: {chances}"
    return words


# --- rules ------------------------------------------------------------------------------------------


def _draw_rules(draft: SetupDraft, sheet: Sheet, found: dict[str, str]) -> None:
    with st.expander(f"Rules across issues ({len(sheet.rules)})", key=draft.key("rules")):
        st.caption("Packages that break a rule are never proposed and cannot be offered.")
        if not draft.is_new:
            _draw_rules_in_words(draft)
            return
        for row in sheet.rules:
            with st.container(border=True, key=draft.key(row.id, "rule")):
                if row.id in found:
                    st.error(plain(found[row.id]))
                if row.given is None:
                    _draw_side(draft, sheet, row, "if")
                    _draw_side(draft, sheet, row, "then")
                else:
                    st.markdown(plain(_rule_in_words(row)))
                st.button(
                    "Remove this rule",
                    key=draft.key(row.id, "remove"),
                    type="tertiary",
                    on_click=session.action(draft.remove),
                    args=(row.id,),
                )
        st.button(
            "Add a rule",
            key=draft.key("add rule"),
            icon=":material/add:",
            on_click=session.action(draft.add_rule),
        )


def _draw_rules_in_words(draft: SetupDraft) -> None:
    if draft.current is None:
        return
    agenda = draft.current.negotiation.agenda
    said = [f"- {plain(agenda.describe_rule(rule))}" for rule in agenda.rules]
    st.markdown("\n".join(said) or "None.")
    st.caption("Rules are fixed once talks are under way.")


def _rule_in_words(row: RuleRow) -> str:
    rule = rule_of(row)
    return f"if {', '.join(rule.when)} as imported, then {', '.join(rule.then)} as imported"


def _draw_side(draft: SetupDraft, sheet: Sheet, row: RuleRow, side: str) -> None:
    issues = {one.name: one for other in sheet.issues if (one := _sound(other)) is not None}
    chosen = issues.get(str(getattr(row, f"{side}_issue")))
    grid = st.grid(3, min_column_width=140, key=draft.key(row.id, side))
    save = draft.saver()
    with grid.container(key=draft.key(row.id, side, "issue")):
        st.selectbox(
            side.capitalize(),
            list(issues),
            index=None,
            placeholder="issue",
            key=_offered(draft, row.id, f"{side}_issue", getattr(row, f"{side}_issue"), issues),
            on_change=save,
        )
    with grid.container(key=draft.key(row.id, side, "how")):
        st.selectbox(
            f"{side}: how",
            list(HOWS),
            format_func=lambda how: HOWS[how],
            label_visibility="hidden",
            key=draft.widget(row.id, f"{side}_how", getattr(row, f"{side}_how")),
            on_change=save,
        )
    with grid.container(key=draft.key(row.id, side, "option")):
        _draw_option(draft, row, side, chosen)


def _draw_option(draft: SetupDraft, row: RuleRow, side: str, issue: Issue | None) -> None:
    field, value = f"{side}_option", getattr(row, f"{side}_option")
    label = f"{side}: option"
    if issue is None or isinstance(issue, NumericIssue):
        amount = value if isinstance(value, float) else None
        key = draft.key(row.id, field)
        if isinstance(st.session_state.get(key), str):
            del st.session_state[key]
        st.number_input(
            label,
            value=None,
            format=AMOUNT,
            label_visibility="hidden",
            placeholder="amount",
            key=draft.widget(row.id, field, amount),
            on_change=draft.saver(),
        )
        return
    options = [str(issue.option(float(place))) for place in issue.coordinates()]
    st.selectbox(
        label,
        options,
        index=None,
        label_visibility="hidden",
        placeholder="option",
        key=_offered(draft, row.id, field, value, options),
        on_change=draft.saver(),
    )


def _offered(
    draft: SetupDraft, row_id: str, field: str, value: str | float | None, options: object
) -> str:
    """Key of a choice, emptied where what it held is no longer among the options."""
    key = draft.widget(row_id, field, value)
    known = list(options) if isinstance(options, dict | list) else []
    if st.session_state[key] not in known:
        st.session_state[key] = None
    return key


def _sound(row: IssueRow) -> Issue | None:
    try:
        return issue_of(row)
    except MesoError:
        return None
