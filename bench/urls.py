from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import urlpatterns as product

from .models import Row


@csrf_exempt
def insert(request):
    """The baseline of filing: one request, one row."""
    Row.objects.create(text=request.POST.get("text", ""))
    return HttpResponse("done")


urlpatterns = [path("bench/insert/", insert), *product]
