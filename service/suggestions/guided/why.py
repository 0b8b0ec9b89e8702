"""*Why for you two*: what one side chose, then the other, then how it follows from an earlier session or how it is gone about.

Nothing here reads a mark or a self-rating, so no sentence can tell of one. An earlier topic is linked by what both saw of it: its
guide, its skills, and the choices its own *why* spoke of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType

from service.knowledge.values import TopicUnit
from service.suggestions.guided import phrases, why_en, why_id
from service.suggestions.guided.choosing import dice
from service.suggestions.rules.needs import Planned
from service.suggestions.values import Earlier, PairBrief

_WORDS: Mapping[str, ModuleType] = {"id": why_id, "en": why_en}
_MOST_WORDS = 45
_MOST_LINKS = 2
_SAME_GUIDE, _SAME_SKILL, _SAME_CHOICE = 3, 2, 1
_OPENING = 2


@dataclass
class Said:
    """What this set has said so far, so that no two of its topics sound alike."""

    fields: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    openings: set[str] = field(default_factory=set)
    patterns: set[str] = field(default_factory=set)
    linked: set[str] = field(default_factory=set)


def why(brief: PairBrief, unit: TopicUnit, speaking: Sequence[Planned], said: Said) -> tuple[str, tuple[str, ...]]:
    """Two or three sentences for both to read, and the fields they speak of. `speaking` are the pair's choices, strongest first."""
    voice = _Voice(brief, unit, said)
    usable = [(plan, template) for plan in speaking if (template := _template(plan, unit, meets=voice.meets))]
    first, text = voice.opening(usable)
    parts, fields = [text], [first.field]
    second = next(
        (
            (plan, template)
            for plan, template in usable
            if {plan.side, first.side}.isdisjoint({"both", "pair"})
            and plan.side != first.side
            and plan.field not in said.fields
        ),
        None,
    )
    link = voice.link(fields)
    if second and (not link or len(said.linked) > 1):
        parts.append(voice.then(*second))
        fields.append(second[0].field)
    last = link or voice.turn()
    if len(" ".join([*parts, last]).split()) <= _MOST_WORDS and (link or len(parts) == 1):
        parts.append(last)
    return " ".join(parts), tuple(fields)


def _template(plan: Planned, unit: TopicUnit, *, meets: bool) -> str | None:
    """How a choice is spoken of at a unit; None where it has nothing to do with it."""
    if plan.kind == "skill":
        # A skill is named only where the unit is about it: a neighbour found by similarity would be a false promise.
        return f"skill-{plan.side}" if plan.key in unit.skills and "practice" in unit.reasons else None
    if plan.kind == "goal":
        near = phrases.GOAL_REASONS.get(plan.key) in unit.reasons
        return (f"meet-{plan.side}" if meets else f"goal-{plan.side}") if near else None
    if plan.kind == "behaviour":  # what is agreed at a first meeting serves no single habit
        return "behaviour" if plan.key in unit.reasons and not meets else None
    # What one side typed in their form is not said to the other; what was asked for this session both see.
    return "focus" if (plan.kind, plan.side) == ("focus", "pair") else None


class _Voice:
    """Puts sentences together for one topic of a set."""

    def __init__(self, brief: PairBrief, unit: TopicUnit, said: Said) -> None:
        self.brief, self.unit, self.said = brief, unit, said
        self.words = _WORDS[brief.language]
        self.meets = len(brief.stage.reasons) > 1
        self.theme = next((one for one in unit.reasons if one in brief.stage.reasons), brief.stage.reasons[0])

    def opening(self, usable: Sequence[tuple[Planned, str]]) -> tuple[Planned, str]:
        """The first sentence: a choice not yet spoken of in this set, else one in another way, else the session's theme."""
        fresh = next((one for one in usable if one[0].field not in self.said.fields), None)
        if fresh:
            plan, template = fresh
            self.said.fields.add(plan.field)
            return plan, self._say(self.words.OPENINGS[template], template, plan, opens=True)
        again = next((one for one in usable if one[0].field not in self.said.again and one[0].kind != "focus"), None)
        if again:
            plan = again[0]
            self.said.again.add(plan.field)
            template = "again-skill" if plan.kind == "skill" else f"again-{plan.side}"
            return plan, self._say(self.words.OPENINGS[template], template, plan, opens=True)
        plan = _theme(self.theme)
        template = "meet" if self.meets else "stage"
        return plan, self._say(self.words.OPENINGS[template], template, plan, opens=True)

    def then(self, plan: Planned, template: str) -> str:
        """A sentence on the other side's choice."""
        self.said.fields.add(plan.field)
        key = template.replace("meet-", "goal-")
        return self._say(self.words.THEN[key], f"then-{key}", plan)

    def link(self, fields: Sequence[str]) -> str:
        """Back to the earlier session's topic that is nearest; empty where there is none, or enough was linked."""
        if len(self.said.linked) >= _MOST_LINKS:
            return ""
        near = [
            (share, one)
            for one in self.brief.earlier
            if one.session < min(self.brief.session, len(self.words.SESSIONS) + 1)
            and not (one.declined or one.barred or one.title in self.said.linked)
            and (share := self._nearness(one, fields)) > _SAME_CHOICE
        ]
        if not near:
            return ""
        _, best = max(near, key=lambda found: (found[0], found[1].session, found[1].title))
        self.said.linked.add(best.title)
        title = best.title.replace("“", "‘").replace("”", "’")
        pattern = self._pattern(self.words.LINKS, "link")
        return pattern.format(title=title, session=self.words.SESSIONS[best.session - 1])

    def _nearness(self, one: Earlier, fields: Sequence[str]) -> int:
        return (
            _SAME_GUIDE * (one.document == self.unit.document)
            + _SAME_SKILL * bool(one.session > 1 and set(one.skills) & set(self.unit.skills))
            + _SAME_CHOICE * bool(set(one.evidence) & set(fields))
        )

    def turn(self) -> str:
        """How such a topic is gone about."""
        return self._pattern(self.words.TURNS["meet" if self.meets else self.theme], "turn")

    def _say(self, variants: Sequence[str], template: str, plan: Planned, *, opens: bool = False) -> str:
        language = self.brief.language
        goals = phrases.SENIOR_GOALS if plan.side == "senior" else phrases.JUNIOR_GOALS
        behaviour = phrases.BEHAVIOURS[language].get(plan.key, "")
        goal = goals[language].get(plan.key, "")
        filled = {
            "skill": phrases.SKILLS[language].get(plan.key, ""),
            "goal": goal,
            "behaviour": behaviour,
            "wish": goal if plan.kind == "goal" else self.words.OFTENER.format(behaviour=behaviour),
            "reason": phrases.REASONS[language].get(plan.key, ""),
        }
        pattern = self._pattern(variants, template, filled if opens else None)
        return _sentence(pattern.format(**filled))

    def _pattern(self, variants: Sequence[str], template: str, opens: Mapping[str, str] | None = None) -> str:
        """A variant this set has not used; one that `opens` a topic must not begin as another does."""
        seed = self.brief.pair_id * 7 + self.brief.session
        start = int(dice(seed, f"{template}:{self.unit.twin}") * len(variants))
        order = [variants[(start + step) % len(variants)] for step in range(len(variants))]
        free = [one for one in order if one not in self.said.patterns] or order
        if opens is not None:
            free = [one for one in free if _begins(one.format(**opens)) not in self.said.openings] or free
            self.said.openings.add(_begins(free[0].format(**opens)))
        self.said.patterns.add(free[0])
        return free[0]


def _theme(reason: str) -> Planned:
    return Planned(phrases.NO_NEED, f"pair:reason:{reason}", 0.0, "")


def _begins(text: str) -> str:
    return " ".join(text.casefold().split()[:_OPENING])


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
