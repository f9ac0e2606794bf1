"""The access ladder: every address of a case, every kind of visitor, in the state where the page has its work."""

import pytest
from django.urls import reverse

from tests import stories

INSIDERS = ("complainant", "respondent", "handler", "supervisor")
VISITORS = (
    *INSIDERS,
    "other_handler",
    "receptionist",
    "centre_handler",
    "mediator",
    "analyst",
    "outsider",
    "anonymous",
)

#: URL name → (the case in the right state, further arguments, who is let in). Other insiders are refused, the rest
#: see nothing at all.
LADDER = {
    "receipt": ("filed", (), {"complainant"}),
    "admit": ("filed", (), {"handler", "supervisor"}),
    "complete": ("completing", (), {"complainant"}),
    "answer": ("answering", (), {"respondent"}),
    "negotiate": ("negotiating", (), {"complainant", "respondent"}),
    "end_negotiation": ("negotiating", (), {"complainant", "respondent"}),
    "offer_act": ("offered", (1, "accept"), {"complainant"}),
    "opinion": ("reviewing", (), {"handler", "supervisor"}),
    "reply": ("opinion_issued", (), {"complainant", "respondent"}),
    "choose_road": ("choosing_road", (), {"complainant"}),
    "take_road": ("choosing_road", ("regulator",), {"complainant"}),
    "let_rest": ("choosing_road", (), {"complainant"}),
    "withdraw": ("negotiating", (), {"complainant"}),
    "perform": ("settled", (), {"complainant", "respondent"}),
    "obligation_act": ("settled", ("OBLIGATION", "done"), {"respondent"}),
    "satisfaction": ("closed", (), {"complainant", "respondent"}),
    "representatives": ("negotiating", (), {"complainant", "respondent"}),
    "parties": ("negotiating", (), {"handler", "supervisor"}),
    "access_code": ("negotiating", ("PARTY",), {"handler", "supervisor"}),
}


def completing(cast):
    from disputes import services

    dispute = stories.filed(cast)
    services.ask_completion(dispute, by=cast.handler, defects=["请附聊天记录"])
    return stories.fresh(dispute)


def offered(cast):
    from disputes import services

    dispute = stories.negotiating(cast)
    services.make_offer(dispute, by=cast.respondent, terms=[stories.pays(dispute, "100")])
    return stories.fresh(dispute)


def begin(cast, name):
    dispute = (
        stories.answering(cast) if name == "answering" else (OWN.get(name) or getattr(stories, name))(cast)
    )
    # before they join, respondents stand outside
    if name == "filed":
        party = dispute.parties.get(role="respondent")
        assert party.user is None
    return dispute


OWN = {"completing": completing, "offered": offered}


@pytest.mark.parametrize("name", LADDER)
def test_only_the_right_people_get_in(name, as_, cast):
    state, rest, let_in = LADDER[name]
    dispute = begin(cast, state)
    places = {"PARTY": "parties", "OBLIGATION": "settlement"}
    args = [_place(dispute, arg) if arg in places else arg for arg in rest]
    url = reverse(f"disputes:{name}", args=[dispute.reference, *args])
    found = {visitor: as_(visitor).get(url).status_code for visitor in VISITORS}
    insiders = set(INSIDERS) - ({"respondent"} if state in {"filed", "completing"} else set())
    refused = 404 if name == "receipt" else 403
    wanted = dict.fromkeys(VISITORS, 404) | {"anonymous": 302} | dict.fromkeys(insiders, refused)
    assert found == wanted | dict.fromkeys(let_in, 200)


def _place(dispute, what):
    if what == "PARTY":
        return dispute.parties.get(role="respondent").pk
    return dispute.settlements.get().obligations.get().pk


@pytest.mark.parametrize(
    "name", sorted(set(LADDER) - {"perform", "representatives", "access_code", "parties", "receipt"})
)
def test_a_page_whose_step_is_over_leads_back_to_the_case(name, as_, cast):
    if name == "satisfaction":
        dispute = stories.settled(cast)
    else:
        dispute = stories.closed(cast)
    _state, rest, let_in = LADDER[name]
    args = [_place(dispute, arg) if arg in {"PARTY", "OBLIGATION"} else arg for arg in rest]
    answer = as_(sorted(let_in)[0]).get(reverse(f"disputes:{name}", args=[dispute.reference, *args]))
    case = reverse("proceedings:case", args=[dispute.reference])
    perform = reverse("disputes:perform", args=[dispute.reference])
    assert answer.status_code == 302
    assert answer.url == (perform if name == "obligation_act" else case)
