"""What a curator tries the folder with: a question, or a pair that nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, FormField, SearchField, SelectField, StringField

from service.curation.forms.guide import Ticks
from service.curation.forms.names import AUDIENCE_NAMES, LANGUAGE_NAMES, REASON_NAMES
from service.curation.forms.sieve import GetForm
from service.knowledge.rules.language import detect
from service.knowledge.values import AUDIENCES, LANGUAGES, REASONS, SKILLS, STAGES, Need
from service.suggestions.guided import phrases
from service.suggestions.values import Language, PairBrief, SideBrief, Stage
from service.web.forms import at_most, options

_LONGEST = 300
_LEVELS = [("", "-"), *((str(level), str(level)) for level in range(5))]
_GAPS = [(str(gap), str(gap)) for gap in range(5)]


class AttemptForm(GetForm):
    """A question to the folder, with what narrows it."""

    q = SearchField(_l("What somebody would ask"), validators=[at_most(_LONGEST)])
    language = SelectField(_l("Language of the guides"))
    stage = SelectField(_l("Session"), default="")
    audience = SelectField(_l("For whom"), default="")
    topics = BooleanField(_l("Only topics that can be suggested"))

    def __init__(self, language: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        every = ("", _("All"))
        names = [(key, LANGUAGE_NAMES[key]) for key in LANGUAGES]
        self.language.choices = options([*names, ("any", _("Any language"))])
        self.stage.choices = options([every, *((str(number), str(number)) for number in STAGES)])
        self.audience.choices = options([every, *((key, AUDIENCE_NAMES[key]) for key in AUDIENCES)])
        if not self.language.data:
            self.language.data = language

    def need(self) -> Need | None:
        """What is asked; None where nothing is. Call it on a valid form."""
        question = (self.q.data or "").strip()
        if not question:
            return None
        anyone = self.language.data == "any"
        return Need(
            query=question,
            language=detect(question) if anyone else str(self.language.data),
            stage=int(self.stage.data) if self.stage.data else None,
            audience=self.audience.data or None,
            kinds=("topic",) if self.topics.data else (),
            any_language=anyone,
        )


def _rated(keys: tuple[str, ...], choices: list[tuple[str, str]]) -> type[Form]:
    """A form with a number for each key."""
    first = choices[0][0]
    return type("Rated", (Form,), {key: SelectField(key, choices=options(choices), default=first) for key in keys})


class PairForm(GetForm):
    """The brief of an invented pair, in the choices of the intakes."""

    language = SelectField(
        _l("Language they talk in"), choices=options((key, LANGUAGE_NAMES[key]) for key in LANGUAGES)
    )
    session = SelectField(_l("Session"), choices=options((str(number), str(number)) for number in STAGES))
    focus = StringField(_l("What they ask for in this session"), validators=[at_most(200)])
    senior_goals = Ticks(_l("What the leader wants"))
    junior_goals = Ticks(_l("What the mentor wants"))
    senior_skills = FormField(_rated(SKILLS, _LEVELS))
    junior_skills = FormField(_rated(SKILLS, _LEVELS))
    gaps = FormField(_rated(REASONS, _GAPS))

    def __init__(self, reading: Language, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language.data = self.language.data or reading
        self.session.data = self.session.data or str(STAGES[0])
        self.senior_goals.choices = options(phrases.SENIOR_GOALS[reading].items())
        self.junior_goals.choices = options(phrases.JUNIOR_GOALS[reading].items())
        for part in (self.senior_skills, self.junior_skills):
            _name(part, phrases.SKILLS[reading])
        _name(self.gaps, REASON_NAMES)

    def brief(self, stage: Stage) -> PairBrief:
        """The pair before its first session's topics; call it on a valid form. Nobody here exists, so no model may be asked."""
        language: Language = "en" if self.language.data == "en" else "id"
        return PairBrief(
            pair_id=0,
            session=stage.number,
            language=language,
            stage=stage,
            senior=SideBrief(
                role_level="senior",
                goals=tuple(self.senior_goals.data or ()),
                skills=_numbers(self.senior_skills),
                behaviour_gaps={key: gap for key, gap in _numbers(self.gaps).items() if gap},
            ),
            junior=SideBrief(
                role_level="junior", goals=tuple(self.junior_goals.data or ()), skills=_numbers(self.junior_skills)
            ),
            focus=(self.focus.data or "").strip(),
        )


def pair_query(brief: PairBrief) -> dict[str, Any]:
    """A brief as the form's address has it."""
    senior, junior = brief.senior, brief.junior
    rated = {"senior_skills": senior.skills, "junior_skills": junior.skills, "gaps": senior.behaviour_gaps}
    return {
        "language": brief.language,
        "session": brief.session,
        "focus": brief.focus or senior.focus,
        "senior_goals": list(senior.goals),
        "junior_goals": list(junior.goals),
        **{f"{part}-{key}": number for part, levels in rated.items() for key, number in levels.items()},
    }


def _name(part: Any, names: Mapping[str, Any]) -> None:
    for field in part.form:
        field.label.text = names[field.short_name]


def _numbers(part: Any) -> dict[str, int]:
    return {field.short_name: int(field.data) for field in part.form if field.data}
