from django.urls import path

from .views import lookup

app_name = "lookup"

urlpatterns = [path("", lookup.look_up, name="paper")]
