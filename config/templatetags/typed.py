"""`{% csrf_token %}` also says to whom the form was given, so that what was typed in it is kept for nobody else."""

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from accounts.services.typed import MARK, mark_of

register = template.Library()


class FormNode(CsrfTokenNode):
    def render(self, context: template.Context) -> str:
        token = super().render(context)
        request = context.get("request")
        user, key = getattr(request, "user", None), getattr(request, "browser_key", "")
        if not token or request is None or user is None or not user.is_authenticated:
            return token
        request.has_marked_a_form = True  # the browser is given the key with this page
        return token + format_html('<input type="hidden" name="{}" value="{}">', MARK, mark_of(user, key))


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> FormNode:
    return FormNode()
