from django.contrib import admin

from .models import Chain, Checkpoint, Entry, SigningKey


class ReadOnlyAdmin(admin.ModelAdmin):
    """The docket is looked at, never edited."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Chain)
class ChainAdmin(ReadOnlyAdmin):
    list_display = ["pk", "length", "head", "created_at"]


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["chain_id", "seq", "at", "verb", "actor", "hash"]
    list_filter = ["verb"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ["number", "at", "root"]


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    list_display = ["first_checkpoint", "at", "public_key", "previous"]
