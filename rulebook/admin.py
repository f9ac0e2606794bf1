from django.contrib import admin

from .models import CalendarDay, Deadline, RuleVersion


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rules come from files, deadlines from acts: neither is typed here."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    list_display = ["rule", "version", "n", "unit", "valid_from", "valid_to", "certainty", "source"]
    list_filter = ["certainty", "unit"]
    list_select_related = ["rule"]
    search_fields = ["rule__code", "source"]


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    list_display = ["kind", "object_id", "due_at", "fired_at", "cancelled_at", "paused_at", "failures"]
    list_filter = ["kind", "is_provisional"]
    ordering = ["-due_at"]
    show_full_result_count = False


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ["on", "is_working", "source"]
    list_filter = ["is_working"]
