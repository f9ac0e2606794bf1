from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [
    path("<int:pk>/", views.notice, name="notice"),
    path("<int:pk>/serve-directly/", views.serve_directly, name="serve_directly"),
    path("<int:pk>/post/", views.posting, name="posting"),
    path("<int:pk>/end/", views.ending, name="ending"),
    path("papers/<int:pk>/", views.paper, name="paper"),
]
