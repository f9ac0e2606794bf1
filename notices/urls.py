from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/serve-directly/", views.serve_directly, name="serve_directly"),
    path("<int:pk>/post/", views.posting, name="posting"),
    path("<int:pk>/end/", views.ending, name="ending"),
    path("<int:pk>/not-reached/", views.not_reached, name="not_reached"),
    path("<int:pk>/keep/", views.keep, name="keep"),
    path("<int:pk>/deny/", views.deny, name="deny"),
    path("papers/<int:pk>/", views.paper, name="paper"),
]
