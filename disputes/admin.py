"""A microscope: everything of a dispute to be seen, nothing to be changed."""

from django.contrib import admin

from .models import Dispute, Obligation, Party, Settlement


class ReadOnly:
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PartyInline(ReadOnly, admin.TabularInline):
    model = Party
    fields = ("role", "kind", "name", "user", "organisation", "joined_at")
    extra = 0


class SettlementInline(ReadOnly, admin.TabularInline):
    model = Settlement
    fields = ("source", "reached_at", "performed_at", "breached_at", "replaced_at")
    extra = 0


@admin.register(Dispute)
class DisputeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("reference", "state", "outcome", "sector", "category", "desk", "filed_at", "closed_at")
    list_filter = ("state", "outcome", "origin", "sector")
    search_fields = ("reference",)
    list_select_related = ("desk",)
    date_hierarchy = "filed_at"
    inlines = (PartyInline, SettlementInline)


@admin.register(Obligation)
class ObligationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("settlement", "obligor", "creditor", "action", "amount", "due_on", "state")
    list_filter = ("state", "action")
    list_select_related = ("settlement", "obligor", "creditor")
