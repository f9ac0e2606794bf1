"""A microscope: papers, deliveries and messages are looked at, never touched."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Notice, OutboxMessage, Paper


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Paper)
class PaperAdmin(ReadOnly):
    list_display = ["number", "title", "kind", "issuer", "issued_at", "sha256"]
    list_filter = ["kind"]
    search_fields = ["number"]
    list_select_related = ["issuer"]
    exclude = ["html", "facts"]


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["paper", "addressee_key", "means", "state", "sent_at", "arrived_at", "read_at"]
    list_filter = ["state", "means"]
    list_select_related = ["paper"]


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnly):
    list_display = ["means", "address", "state", "attempts", "next_attempt_at", "sent_at", "error"]
    list_filter = ["state", "means"]
    exclude = ["text"]
