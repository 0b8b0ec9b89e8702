"""What a pair needs at a session: a handful of planned queries, each with the choice of the pair it comes from.

A need's weight says how much it matters to this pair: for a skill the senior's gap times what the junior can show (product.md,
"Pairing" uses the same product); a goal counts more where its reason is the session's. What earlier sets brought moves it: what
this pair has not met yet rises, what it met gives way, what one of the two liked leads on, what was not for them steps back. So
that sessions follow from one another. Weights order topics; they are never shown to a pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.knowledge.values import PAIR, Need
from service.suggestions.values import Earlier, PairBrief

TOP_LEVEL = 4
_SHOWABLE = 2
_HITS = 12
_FRESH, _LIKED, _DECLINED = 1.25, 1.3, 0.7
_MET, _LEAST = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Planned:
    """A need and where it comes from; `field` is ``side:kind:key`` as receipts use it.

    `because` says in codes why it weighs what it weighs (``guided.phrases.because_words`` says them in words). It is for those who
    try the folder out with an invented pair: of a real one it would tell marks.
    """

    need: Need
    field: str
    weight: float
    words: str
    because: tuple[str, ...] = ()

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
    past = _Past(brief.earlier)
    return sorted((past.moved(one) for one in planned), key=lambda one: (-one.weight, one.field))


class _Past:
    """What earlier sets of this pair were about, by the kind and key of a need."""

    def __init__(self, earlier: Iterable[Earlier]) -> None:
        self.met: Counter[tuple[str, str]] = Counter()
        self.liked: set[tuple[str, str]] = set()
        self.declined: set[tuple[str, str]] = set()
        for one in earlier:
            about = {(kind, key) for _, kind, key in (field.split(":", 2) for field in one.evidence)}
            about.update(("skill", skill) for skill in one.skills)
            self.met.update(about)
            if one.liked and not (one.declined or one.barred):
                self.liked.update(about)
            if one.declined and not one.liked:
                self.declined.update(about)

    def moved(self, planned: Planned) -> Planned:
        """A need with what this pair had before in its weight. The session's own theme and what was typed stay as they are."""
        if not self.met or planned.kind in {"reason", "focus"}:
            return planned
        about = (planned.kind, planned.key)
        share, code = self._share(about)
        return replace(planned, weight=planned.weight * share, because=(*planned.because, code))

    def _share(self, about: tuple[str, str]) -> tuple[float, str]:
        if about in self.liked and about not in self.declined:
            return _LIKED, "liked"
        if about in self.declined and about not in self.liked:
            return _DECLINED, "declined"
        if about in self.met:
            return max(_LEAST, _MET ** self.met[about]), "met"
        return _FRESH, "fresh"


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
        Planned(
            _need(brief, text, staged=False), f"{side}:focus:0", weight, text, ("asked" if side == "pair" else "typed",)
        )
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
            weight, field, why = 0.4 + 0.6 * gap * shown / TOP_LEVEL**2, f"both:skill:{key}", "gap-shown"
        elif shown >= _SHOWABLE:
            weight, field, why = 0.15 + 0.2 * shown / TOP_LEVEL, f"junior:skill:{key}", "shown"
        elif gap:
            weight, field, why = 0.15 + 0.15 * gap / TOP_LEVEL, f"senior:skill:{key}", "gap"
        else:
            continue
        planned.append(Planned(_need(brief, words), field, share * weight, words, (why,)))
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
                field, why = f"{side}:goal:{key}", "goal-here" if near else "goal"
                planned.append(Planned(_need(brief, table[key]), field, weight, table[key], (why,)))
    return planned


def _behaviours(brief: PairBrief, wording: Wording) -> list[Planned]:
    return [
        Planned(
            _need(brief, wording.behaviours[reason]),
            f"senior:behaviour:{reason}",
            0.3 * min(gap, TOP_LEVEL) / TOP_LEVEL,
            wording.behaviours[reason],
            ("more-often",),
        )
        for reason, gap in brief.senior.behaviour_gaps.items()
        if gap > 0 and reason in brief.stage.reasons and reason in wording.behaviours
    ]


def _reasons(brief: PairBrief, wording: Wording) -> list[Planned]:
    return [
        Planned(
            _need(brief, wording.reasons[reason]), f"pair:reason:{reason}", 0.2, wording.reasons[reason], ("stage",)
        )
        for reason in brief.stage.reasons
        if reason in wording.reasons
    ]
