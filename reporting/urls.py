from django.urls import path, register_converter

from . import views


class Format:
    regex = "csv|xlsx"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Format, "export_format")

app_name = "reporting"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("cases/", views.cases, name="cases"),
    path("platforms/", views.platforms, name="platforms"),
    path("indicators/", views.indicators, name="indicators"),
    path("public/", views.public, name="public"),
    path("<slug:what>.<export_format:format>", views.export, name="export"),
]
