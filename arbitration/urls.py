from django.urls import path, re_path

from .views import application, beginning, commission, reading

app_name = "arbitration"

CASE = r"^cases/(?P<reference>[A-Za-z]{2}-\d{4}-\d{1,9})/"
ONE = r"^referrals/(?P<pk>\d{1,18})/"

urlpatterns = [
    # the complainant
    re_path(CASE + r"request/$", beginning.request_arbitration, name="request"),
    re_path(CASE + r"propose/$", beginning.propose, name="propose"),
    re_path(ONE + r"prepare/$", application.prepare, name="prepare"),
    re_path(ONE + r"withdraw/$", application.withdraw, name="withdraw"),
    # whoever is asked to agree
    re_path(ONE + r"submission/$", beginning.submission, name="submission"),
    # the commission
    path("referrals/", commission.referrals, name="referrals"),
    re_path(ONE + r"register/$", commission.register, name="register"),
    re_path(ONE + r"result/$", commission.result, name="result"),
    # everybody in it
    re_path(ONE + r"$", reading.show, name="show"),
    re_path(ONE + r"bundle/$", reading.bundle, name="bundle"),
    re_path(ONE + r"bundle/status/$", reading.bundle_status, name="bundle_status"),
    re_path(ONE + r"award/$", reading.award, name="award"),
    re_path(ONE + r"papers/(?P<paper_pk>\d{1,18})/$", reading.paper, name="paper"),
]
