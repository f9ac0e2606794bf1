"""A microscope. People and what they hold change through services; the register of bodies is kept here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .identity.numbers import InvalidNumber, normalise_number
from .models import Consent, IdentityCheck, Membership, Organisation, User
from .services import end_rights_in
from .states import IdentityDocument


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ["name", "email", "phone", "identity_level", "is_active", "is_staff", "joined_at"]
    list_filter = ["identity_level", "is_active", "is_staff"]
    search_fields = ["name", "email", "phone"]
    exclude = ["password"]


class OrganisationForm(forms.ModelForm):
    website = forms.URLField(label=_("网址"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = [
            "kind",
            "name",
            "short_name",
            "credit_code",
            "code",
            "region",
            "sector",
            "mediation_type",
            "is_lawfully_established",
            "address",
            "phone",
            "email",
            "website",
            "is_active",
        ]

    def clean_credit_code(self) -> str | None:
        code = self.cleaned_data["credit_code"]
        if not code:
            return None
        try:
            return normalise_number(IdentityDocument.CREDIT_CODE, code)
        except InvalidNumber as error:
            raise forms.ValidationError(_("统一社会信用代码不正确。")) from error


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm
    list_display = ["name", "kind", "credit_code", "code", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name", "short_name", "credit_code"]

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and not obj.is_active:
            end_rights_in(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ["user", "organisation", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "organisation"]


@admin.register(IdentityCheck)
class IdentityCheckAdmin(ReadOnly):
    list_display = ["user", "document", "masked_number", "level", "provider", "declared_at", "checked_at"]
    list_select_related = ["user"]
    exclude = ["number", "number_index", "image"]


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ["user", "kind", "version", "given_at", "withdrawn_at"]
    list_select_related = ["user"]
