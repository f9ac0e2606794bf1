from django.contrib import admin

from .models import Referral, SubmissionAcceptance, SubmissionAgreement


class ReadOnlyAdmin(admin.ModelAdmin):
    """A microscope: whatever has a state changes only through its services."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Referral)
class ReferralAdmin(ReadOnlyAdmin):
    list_display = ["pk", "dispute", "commission", "state", "agreement_form", "sent_at", "answered_at"]
    list_filter = ["state", "agreement_form", "commission"]
    list_select_related = ["dispute", "commission"]
    exclude = ["requests", "facts", "witnesses"]


class AcceptanceInline(admin.TabularInline):
    model = SubmissionAcceptance
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(SubmissionAgreement)
class SubmissionAgreementAdmin(ReadOnlyAdmin):
    list_display = ["referral", "sha256", "proposed_at", "concluded_at"]
    list_select_related = ["referral__dispute", "referral__commission"]
    inlines = [AcceptanceInline]
