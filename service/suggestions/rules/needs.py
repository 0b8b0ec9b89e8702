"""What a pair needs at a session: a handful of planned queries, each with the choice of the pair it comes from.

A need's weight says how much it matters to this pair: for a skill the senior's gap times what the junior can show (product.md,
"Pairing" uses the same product); a goal counts more where its reason is the session's. Weights order topics; they are never shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.knowledge.values import PAIR, Need
from service.suggestions.values import PairBrief

TOP_LEVEL = 4
_SHOWABLE = 2
_HITS = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """A need and where it comes from; `field` is ``side:kind:key`` as receipts use it."""

    need: Need
    field: str
    weight: float
    words: str

    @property
    def side(self) -> str:
        """Whose choice it is: ``senior``, ``junior``, ``both``, or ``pair`` for what both sides see."""
        return self.field.split(":")[0]

    @property
    def kind(self) -> str:
        """``skill``, ``goal``, ``behaviour``, ``reason`` or ``focus``."""
        return self.field.split(":")[1]

    @property
    def key(self) -> str:
        """The skill, goal or reason meant."""
        return self.field.split(":", 2)[2]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words a need is searched with, in the pair's language; the tables live with the guided writer's phrases."""

    skills: dict[str, str]
    senior_goals: dict[str, str]
    junior_goals: dict[str, str]
    behaviours: dict[str, str]
    reasons: dict[str, str]
    goal_reasons: dict[str, str]


def plan(brief: PairBrief, wording: Wording) -> list[Planned]:
    """The needs of a pair at a session, the weightiest first."""
    planned = [*_focus(brief), *_skills(brief, wording), *_goals(brief, wording), *_behaviours(brief, wording)]
    planned.extend(_reasons(brief, wording))
    return sorted(planned, key=lambda one: (-one.weight, one.field))


def _need(brief: PairBrief, query: str, *, staged: bool = True) -> Need:
    return Need(
        query=query,
        language=brief.language,
        stage=brief.stage.number if staged else None,
        reasons=brief.stage.reasons,
        audience=PAIR,
        kinds=("topic",),
        limit=_HITS,
    )


def _focus(brief: PairBrief) -> list[Planned]:
    """What was typed for this session counts most; what somebody typed in their form is a quieter wish of that side."""
    typed = (("pair", brief.focus, 1.2), ("senior", brief.senior.focus, 0.5), ("junior", brief.junior.focus, 0.5))
    return [
        Planned(_need(brief, text, staged=False), f"{side}:focus:0", weight, text)
        for side, text, weight in typed
        if text.strip()
    ]


def _skills(brief: PairBrief, wording: Wording) -> list[Planned]:
    """Skills belong to the session on practice; elsewhere they only lend colour."""
    share = 1.0 if "practice" in brief.stage.reasons and len(brief.stage.reasons) == 1 else 0.25
    planned = []
    for key, words in wording.skills.items():
        gap = TOP_LEVEL - brief.senior.skills[key] if key in brief.senior.skills else 0
        shown = brief.junior.skills.get(key, 0)
        if gap and shown >= _SHOWABLE:
            weight, field = 0.4 + 0.6 * gap * shown / TOP_LEVEL**2, f"both:skill:{key}"
        elif shown >= _SHOWABLE:
            weight, field = 0.15 + 0.2 * shown / TOP_LEVEL, f"junior:skill:{key}"
        elif gap:
            weight, field = 0.15 + 0.15 * gap / TOP_LEVEL, f"senior:skill:{key}"
        else:
            continue
        planned.append(Planned(_need(brief, words), field, share * weight, words))
    return planned


def _goals(brief: PairBrief, wording: Wording) -> list[Planned]:
    planned = []
    for side, goals, table in (
        ("senior", brief.senior.goals, wording.senior_goals),
        ("junior", brief.junior.goals, wording.junior_goals),
    ):
        for key in goals:
            if key in table:
                near = wording.goal_reasons.get(key) in brief.stage.reasons
                weight = (0.5 if side == "senior" else 0.4) * (1.0 if near else 0.4)
                planned.append(Planned(_need(brief, table[key]), f"{side}:goal:{key}", weight, table[key]))
    return planned


def _behaviours(brief: PairBrief, wording: Wording) -> list[Planned]:
    return [
        Planned(
            _need(brief, wording.behaviours[reason]),
            f"senior:behaviour:{reason}",
            0.3 * min(gap, TOP_LEVEL) / TOP_LEVEL,
            wording.behaviours[reason],
        )
        for reason, gap in brief.senior.behaviour_gaps.items()
        if gap > 0 and reason in brief.stage.reasons and reason in wording.behaviours
    ]


def _reasons(brief: PairBrief, wording: Wording) -> list[Planned]:
    return [
        Planned(_need(brief, wording.reasons[reason]), f"pair:reason:{reason}", 0.2, wording.reasons[reason])
        for reason in brief.stage.reasons
        if reason in wording.reasons
    ]
