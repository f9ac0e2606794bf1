from django.urls import path

from .views import evidence, files, uploads

app_name = "casefiles"

urlpatterns = [
    path("<slug:key>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:key>/uploads/", uploads.upload_create, name="upload_create"),
    path("uploads/<uuid:key>/", uploads.upload, name="upload"),
    path("uploads/<uuid:key>/finish/", uploads.upload_finish, name="upload_finish"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("evidence/<int:pk>/edit/", evidence.evidence_edit, name="evidence_edit"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/<int:pk>/download/", files.evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/preview/", files.evidence_preview, name="evidence_preview"),
    path("evidence/<int:pk>/thumbnail/", files.evidence_thumbnail, name="evidence_thumbnail"),
]
