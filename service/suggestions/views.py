"""The pair's room: the stage, the suggested topics with their quotations, private marks, and how a set came about."""

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service import clock
from service.accounts.access import current_user_id
from service.knowledge.ports import Library
from service.knowledge.values import IndexStatus
from service.pairing import queries as pairing
from service.ports import port
from service.sessions import queries as sessions
from service.suggestions import access, actions, queries
from service.suggestions.forms import CourageForm, MarkForm, WishForm
from service.suggestions.guided import phrases
from service.suggestions.rules.address import addressed
from service.suggestions.rules.past import teaser
from service.surveys import rules as visibility
from service.web.access import declare
from service.web.i18n import current_language

blueprint = Blueprint("suggestions", __name__)
_REFUSED = 422


def init_app(app: Flask) -> None:
    """Add the room to `app`."""
    declare("suggestions", access.AUDIENCE)
    app.register_blueprint(blueprint)
    app.add_template_filter(addressed)
    app.add_template_filter(teaser)


@blueprint.get("/pairs/<int:pair_id>")
def room(pair_id: int) -> ResponseReturnValue:
    """The session the pair prepares now."""
    current = sessions.current_session(pair_id)
    if current is None:
        abort(404)
    return redirect(url_for("suggestions.session_room", pair_id=pair_id, number=current.number))


@blueprint.get("/pairs/<int:pair_id>/sessions/<int:number>")
def session_room(pair_id: int, number: int) -> ResponseReturnValue:
    """One session: what it is for, and what may be talked about."""
    return _page(pair_id, number)


@blueprint.post("/pairs/<int:pair_id>/sessions/<int:number>/suggestions")
def wish(pair_id: int, number: int) -> ResponseReturnValue:
    """Note the wish for a set and go back to the room, which shows how far it is."""
    card = pairing.pair(pair_id)
    if card is None or card.ended or sessions.session(pair_id, number) is None:
        abort(404)
    form = WishForm()
    if not form.validate_on_submit():
        return _page(pair_id, number, wish=form), _REFUSED
    actions.ask(pair_id, number, current_user_id(), clock.now(), focus=(form.focus.data or "").strip())
    return redirect(url_for("suggestions.session_room", pair_id=pair_id, number=number), 303)


@blueprint.post("/pairs/<int:pair_id>/sessions/<int:number>/courage")
def courage(pair_id: int, number: int) -> ResponseReturnValue:
    """Keep how bold the reader's own side wants the topics; the partner's page does not change."""
    card = pairing.pair(pair_id)
    member = access.member_of(card)
    if card is None or card.ended or sessions.session(pair_id, number) is None:
        abort(404)
    form = CourageForm()
    if not form.validate_on_submit():
        return _page(pair_id, number, courage=form), _REFUSED
    actions.choose_courage(pair_id, member.id, form.level.data, clock.now())
    flash(_("Your choice is kept. It counts from the next topics on, and only you see it."))
    return redirect(url_for("suggestions.session_room", pair_id=pair_id, number=number), 303)


@blueprint.get("/pairs/<int:pair_id>/sessions/<int:number>/progress")
def progress(pair_id: int, number: int) -> ResponseReturnValue:
    """The part of the room that says how far a wish is; tells the page to come again once it is fulfilled."""
    state = queries.open_request(pair_id, number)
    html = render_template(
        "suggestions/_progress.html",
        state=state,
        index=_index_of(state),
        pair_id=pair_id,
        number=number,
        card=access.pair(pair_id),
    )
    return (html, 200, {} if state else {"HX-Refresh": "true"})


@blueprint.post("/topics/<int:topic_id>/mark")
def mark(topic_id: int) -> ResponseReturnValue:
    """Keep a private mark; the partner's page does not change."""
    card = queries.pair_of_topic(topic_id)
    member = access.member_of(card)
    form = MarkForm()
    if card is None or not form.validate_on_submit():
        abort(400)
    chosen = form.chosen()
    actions.mark(topic_id, member.id, chosen, clock.now())
    if chosen == "inappropriate":
        flash(
            _("The topic is hidden from your page. Those who look after the guides see it, without knowing from whom.")
        )
    number = queries.session_of_topic(topic_id)
    return redirect(
        url_for("suggestions.session_room", pair_id=card.id, number=number, _anchor=f"topic-{topic_id}"), 303
    )


@blueprint.get("/citations/<int:citation_id>")
def citation(citation_id: int) -> ResponseReturnValue:
    """A quotation in its place, in the version of the document it was taken from: a page, or the part htmx puts under it."""
    found = queries.citation(citation_id)
    if found is None:
        abort(404)
    topic_id, quoted = found
    card = queries.pair_of_topic(topic_id)
    in_place = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            "suggestions/_in_place.html" if in_place else "suggestions/citation.html",
            citation=quoted,
            citation_id=citation_id,
            context=queries.in_context(quoted),
            standing=queries.standing(quoted),
            pair_id=card.id if card else None,
            number=queries.session_of_topic(topic_id),
            topic_id=topic_id,
        )
    )
    answer.vary.add("HX-Request")
    return answer


def _page(pair_id: int, number: int, wish: WishForm | None = None, courage: CourageForm | None = None) -> str:
    """The room; a form that was refused comes back with its mistakes."""
    card = access.pair(pair_id)
    arc = sessions.sessions(pair_id)
    present = next((one for one in arc if one.number == number), None)
    if card is None or present is None:
        abort(404)
    member = access.member_of(card)
    shown = queries.sets(pair_id, number, member.id)
    state = queries.latest_request(pair_id, number)
    return render_template(
        "suggestions/room.html",
        card=card,
        member=member,
        partner=card.partner(member.user_id),
        session=present,
        sessions=arc,
        sets=shown,
        withdrawn=queries.withdrawn(shown),
        state=state,
        index=_index_of(state),
        form=courage or wish,
        wish=wish or WishForm(formdata=None),
        courage=courage or CourageForm(formdata=None, level=queries.own_courage(pair_id, member.id)),
        sees=visibility.seen_by(visibility.Datum.MARKS),
        words=lambda fields: phrases.used_words(fields, current_language(), member.side),
    )


def _index_of(state: queries.RequestState | None) -> IndexStatus | None:
    """How far the index is, where a wish waits for it."""
    return port(Library).status() if state is not None and state.open and state.step == "waiting" else None
