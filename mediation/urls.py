from django.urls import path

from .views import agreeing, choosing, drafting, facts, recording, requesting, roster, sessions, signing

app_name = "mediation"

urlpatterns = [
    path("", sessions.caseload, name="caseload"),
    path("request/<str:reference>/", requesting.request_page, name="request"),
    path("roster/", roster.roster, name="roster"),
    path("roster/bodies/<int:body>/add/", roster.entry_add, name="roster_add"),
    path("roster/<int:pk>/edit/", roster.entry_edit, name="roster_edit"),
    path("roster/<int:pk>/delist/", roster.entry_delist, name="roster_delist"),
    path("<int:pk>/", requesting.show, name="show"),
    path("<int:pk>/consent/", requesting.consent, name="consent"),
    path("<int:pk>/body/", requesting.body, name="body"),
    path("<int:pk>/decide/", requesting.decide, name="decide"),
    path("<int:pk>/choose/", choosing.choose, name="choose"),
    path("<int:pk>/appoint/", choosing.appoint, name="appoint"),
    path("<int:pk>/draw/", choosing.draw, name="draw"),
    path("<int:pk>/disclose/", choosing.disclose, name="disclose"),
    path("<int:pk>/disclose-more/", choosing.disclose_more, name="disclose_more"),
    path("<int:pk>/challenge/", choosing.challenge, name="challenge"),
    path("<int:pk>/challenge/decide/", choosing.challenge_decision, name="decide_challenge"),
    path("<int:pk>/desk/", sessions.desk, name="desk"),
    path("<int:pk>/room/", sessions.room, name="room"),
    path("<int:pk>/extend/", sessions.extend, name="extend"),
    path("<int:pk>/leave/", sessions.leave, name="leave"),
    path("<int:pk>/terminate/", sessions.terminate, name="terminate"),
    path("<int:pk>/resign/", sessions.resign, name="resign"),
    path("<int:pk>/proposals/add/", agreeing.propose, name="propose"),
    path("<int:pk>/proposals/<int:number>/reply/", agreeing.reply, name="reply"),
    path("<int:pk>/proposals/<int:number>/withdraw/", agreeing.withdraw, name="withdraw_proposal"),
    path("<int:pk>/agreement/", drafting.agreement, name="agreement"),
    path("<int:pk>/agreement/draft/", drafting.draft, name="draft"),
    path("<int:pk>/agreement/accept/", drafting.accept, name="accept"),
    path("<int:pk>/agreement/take-back/", drafting.take_back, name="take_back"),
    path("<int:pk>/agreement/redraft/", drafting.redraft, name="redraft"),
    path("<int:pk>/agreement/sign/", signing.sign, name="sign"),
    path("<int:pk>/facts/", facts.facts, name="facts"),
    path("<int:pk>/facts/<int:number>/<slug:act>/", facts.fact_act, name="fact_act"),
    path("<int:pk>/facts/<slug:act>/", facts.facts_act, name="facts_act"),
    path("<int:pk>/record/", recording.record, name="record"),
]
