"""For whoever got a message that is for somebody else."""

from django.shortcuts import redirect, render
from django.urls import reverse
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
    if request.method == "POST" and form.is_valid():
        try:
            knock(request, "not_mine_from")
        except TooMany as refusal:
            form.add_error(None, refusal.message)
        else:
            tell_not_mine(**form.cleaned_data)
            return redirect(f"{reverse('disputes:not_mine')}?told=1")
    context = {"form": form, "is_told": "told" in request.GET}
    return render(request, "disputes/not_mine.html", context, status=status_of(form))
