from django.urls import path

from .views import files, history, notes, phrases, rooms

app_name = "chat"

urlpatterns = [
    path("notes/", notes.notes, name="notes"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/<int:pk>/edit/", phrases.phrase_edit, name="phrase_edit"),
    path("phrases/<int:pk>/remove/", phrases.phrase_remove, name="phrase_remove"),
    path("files/<int:pk>/", files.show, name="file"),
    path("files/<int:pk>/download/", files.download, name="file_download"),
    path("files/<int:pk>/preview/", files.preview, name="file_preview"),
    path("files/<int:pk>/thumbnail/", files.thumbnail, name="file_thumbnail"),
    path("files/<int:pk>/as-evidence/", files.as_evidence, name="as_evidence"),
    path("<int:pk>/", rooms.room, name="room"),
    path("<int:pk>/say/", rooms.say, name="say"),
    path("<int:pk>/lines/", rooms.lines, name="lines"),
    path("<int:pk>/read/", rooms.read, name="read"),
    path("<int:pk>/members/", history.members, name="members"),
    path("<int:pk>/members/<int:member>/history/", history.history, name="history"),
    path("<int:pk>/note/", notes.room_note, name="room_note"),
    path("<int:pk>/phrases/", phrases.offered, name="offered"),
    path("<int:pk>/lines/<int:seq>/edit/", rooms.edit, name="edit"),
    path("<int:pk>/lines/<int:seq>/recall/", rooms.recall, name="recall"),
    path("<int:pk>/lines/<int:seq>/note/", notes.line_note, name="line_note"),
]
