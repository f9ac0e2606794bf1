from django.urls import path

from . import views

app_name = "proceedings"

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("inbox/", views.inbox, name="inbox"),
    path("bell/", views.bell, name="bell"),
    path("bell/badge/", views.bell_badge, name="bell_badge"),
    path("bell/read/", views.bell_read, name="bell_read"),
    path("queues/", views.queues, name="queues"),
    path("cases/<str:reference>/", views.case, name="case"),
    path("cases/<str:reference>/chart/", views.chart, name="chart"),
    path("calendar/<int:pk>-<str:token>.ics", views.calendar_feed, name="calendar_feed"),
]
