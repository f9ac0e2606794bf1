"""For whoever got a message that is for somebody else."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.exceptions import TooMany
from accounts.limits import knock

from ..forms import NotMineForm
from ..services import tell_not_mine
from .finding import status_of


@never_cache
@sensitive_post_parameters("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def not_mine(request):
    """The same answer, whatever was found: nobody learns here which case wrote to whom."""
    form = NotMineForm(request.POST or None)
    is_told = False
    if request.method == "POST" and form.is_valid():
        try:
            knock(request, "not_mine_from")
        except TooMany as refusal:
            form.add_error(None, refusal.message)
        else:
            tell_not_mine(**form.cleaned_data)
            is_told = True
    context = {"form": form, "is_told": is_told}
    return render(request, "disputes/not_mine.html", context, status=200 if is_told else status_of(form))
