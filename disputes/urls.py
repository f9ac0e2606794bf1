from django.urls import path, re_path

from .views import (
    admission,
    filing,
    joining,
    negotiation,
    opinion,
    parties,
    payments,
    returning,
    roads,
    service,
    settlement,
    steps,
    strangers,
    window,
)

app_name = "disputes"

CASE = r"^(?P<reference>[A-Za-z]{2}-\d{4}-\d{1,9})/"

urlpatterns = [
    # filing
    path("new/", filing.start, name="start"),
    path("desk/", filing.desk, name="desk"),
    path("platforms/", filing.platforms, name="platforms"),
    path("drafts/<int:pk>/discard/", filing.discard, name="discard"),
    path("drafts/<int:pk>/<slug:step>/", steps.file_step, name="file_step"),
    re_path(CASE + r"receipt/$", filing.receipt, name="receipt"),
    # papers no message can carry
    path("to-bring/", service.to_bring, name="to_bring"),
    # coming in
    path("join/", joining.join, name="join"),
    path("mandates/", joining.mandate, name="mandate"),
    path("not-mine/", strangers.not_mine, name="not_mine"),
    path("join/back/", returning.come_back, name="come_back"),
    path("bring-in/", returning.bring_in, name="bring_in"),
    path("join/confirm/", joining.join_confirm, name="join_confirm"),
    re_path(CASE + r"representatives/$", joining.representatives, name="representatives"),
    re_path(
        CASE + r"representatives/(?P<pk>\d{1,18})/(?P<act>end|renew)/$",
        joining.representative_act,
        name="representative_act",
    ),
    # the desk
    re_path(CASE + r"admit/$", admission.admit, name="admit"),
    re_path(CASE + r"complete/$", admission.complete, name="complete"),
    re_path(CASE + r"parties/$", parties.parties, name="parties"),
    re_path(CASE + r"parties/(?P<pk>\d{1,18})/code/$", admission.access_code, name="access_code"),
    re_path(CASE + r"service/$", service.service, name="service"),
    re_path(CASE + r"opinion/$", opinion.opinion, name="opinion"),
    # the window
    path("desk/people/", window.people, name="window_people"),
    re_path(CASE + r"window/(?P<pk>\d{1,18})/$", window.party_page, name="window_party"),
    re_path(CASE + r"window/(?P<pk>\d{1,18})/sheet/$", window.sheet, name="window_sheet"),
    re_path(
        CASE + r"window/(?P<pk>\d{1,18})/records/(?P<number>\d{1,18})/$", window.record, name="window_record"
    ),
    re_path(
        CASE + r"window/(?P<pk>\d{1,18})/do/(?P<act>[a-z-]{1,24}(?:-\d{1,18})?)/$",
        window.window_act,
        name="window_act",
    ),
    # both sides
    re_path(CASE + r"answer/$", negotiation.answer, name="answer"),
    re_path(CASE + r"negotiate/$", negotiation.negotiate, name="negotiate"),
    re_path(CASE + r"negotiate/end/$", negotiation.end, name="end_negotiation"),
    re_path(
        CASE + r"offers/(?P<number>\d{1,4})/(?P<act>accept|reject|withdraw)/$",
        negotiation.offer_act,
        name="offer_act",
    ),
    re_path(CASE + r"reply/$", opinion.reply, name="reply"),
    re_path(CASE + r"perform/$", settlement.perform, name="perform"),
    re_path(
        CASE + r"obligations/(?P<pk>\d{1,18})/(?P<act>done|confirm|contest|waive|extend|ask|agree|keep)/$",
        settlement.obligation_act,
        name="obligation_act",
    ),
    re_path(
        CASE + r"payments/(?P<pk>\d{1,18})/(?P<act>confirm|contest|withdraw)/$",
        payments.payment_act,
        name="payment_act",
    ),
    re_path(CASE + r"perform/whole/$", payments.call_whole, name="call_whole"),
    # roads out
    re_path(CASE + r"roads/$", roads.choose_road, name="choose_road"),
    re_path(CASE + r"roads/(?P<channel>regulator|litigation)/$", roads.take_road, name="take_road"),
    re_path(CASE + r"rest/$", roads.let_rest, name="let_rest"),
    re_path(CASE + r"withdraw/$", roads.withdraw, name="withdraw"),
    re_path(CASE + r"satisfaction/$", roads.satisfaction, name="satisfaction"),
]
