from django.urls import path

from . import claiming, code_login, confirming, devices, one_more_fact, views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("confirm/", confirming.ConfirmView.as_view(), name="confirm"),
    path("claim/", claiming.claim, name="claim"),
    path("claim/code/", claiming.claim_code, name="claim_code"),
    path("invitations/", claiming.membership_offer, name="membership_offer"),
    path("password/new/", code_login.new_password, name="new_password"),
    path("login/fact/", one_more_fact.one_more_fact, name="one_more_fact"),
    path("sessions/", devices.devices, name="devices"),
    path("identity/declare/", views.declare, name="identity_declare"),
    path("identity/", views.identity_queue, name="identity_queue"),
    path("identity/<int:pk>/", views.identity_check, name="identity_check"),
    path("identity/<int:pk>/image/", views.identity_image, name="identity_image"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("organisations/<int:pk>/signatory/", views.signatory, name="signatory"),
    path(
        "organisations/<int:pk>/members/<int:membership_pk>/end/", views.membership_end, name="membership_end"
    ),
    path(
        "organisations/<int:pk>/offers/<int:offer_pk>/withdraw/",
        views.membership_offer_withdraw,
        name="membership_offer_withdraw",
    ),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/policy/", views.privacy_policy, name="privacy_policy"),
    path("privacy/consents/<str:kind>/", views.consent, name="consent"),
    path("privacy/export/", views.export, name="export"),
    path("privacy/erase/", views.erase, name="erase"),
    path("privacy/erase/withdraw/", views.erase_withdraw, name="erase_withdraw"),
]
