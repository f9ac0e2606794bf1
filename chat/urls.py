from django.urls import path

from . import views

app_name = "chat"

urlpatterns = [
    path("<int:pk>/", views.room, name="room"),
    path("<int:pk>/say/", views.say, name="say"),
    path("<int:pk>/lines/", views.lines, name="lines"),
    path("<int:pk>/read/", views.read, name="read"),
    path("<int:pk>/lines/<int:seq>/edit/", views.edit, name="edit"),
    path("<int:pk>/lines/<int:seq>/recall/", views.recall, name="recall"),
]
