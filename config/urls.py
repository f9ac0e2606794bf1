"""Every address. Each app brings its own; what a person sees first is in `proceedings`."""

from allauth.account import views as own_pages
from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts import code_login, entrance
from accounts.reauthentication import asks_who
from config.observability import healthz, metrics, readyz
from config.preferences import set_preferences
from config.styleguide import styleguide
from config.typed import forget, fresh_token

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door, one count

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("preferences/", set_preferences, name="preferences"),
    path("typed/token/", fresh_token, name="fresh_token"),
    path("typed/forget/", forget, name="forget_typed"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("accounts/login/", entrance.LoginView.as_view(), name="account_login"),
    path("accounts/signup/", entrance.SignupView.as_view(), name="account_signup"),
    path("accounts/login/code/", code_login.RequestCodeView.as_view(), name="account_request_login_code"),
    path("accounts/login/code/confirm/", code_login.confirm_code, name="account_confirm_login_code"),
    path("accounts/phone/verify/", code_login.verify_phone, name="account_verify_phone"),
    path("accounts/password/reset/", entrance.PasswordResetView.as_view(), name="account_reset_password"),
    # who changes a contact, or sets a first password, is asked who they are before they type
    path("accounts/email/", asks_who(own_pages.email, on_get=True), name="account_email"),
    path(
        "accounts/phone/change/", asks_who(own_pages.change_phone, on_get=True), name="account_change_phone"
    ),
    path(
        "accounts/password/set/", asks_who(own_pages.password_set, on_get=True), name="account_set_password"
    ),
    path("accounts/", include("allauth.urls")),
    path("disputes/", include("disputes.urls")),
    path("rooms/", include("chat.urls")),
    path("casefiles/", include("casefiles.urls")),
    path("", include("casefiles.urls_verify")),
    path("verify/paper/", include("casefiles.lookup_urls")),
    path("mediation/", include("mediation.urls")),
    path("arbitration/", include("arbitration.urls")),
    path("reporting/", include("reporting.urls")),
    path("notices/", include("notices.urls")),
    path("", include("proceedings.urls")),
]

handler429 = "config.middleware.too_many_requests"  # asked for by django-allauth

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide))
