from django.urls import path

from .views import case_files, evidence, files, holds, uploads, witness

app_name = "casefiles"

urlpatterns = [
    path("", case_files.archive, name="archive"),
    path("witness/", witness.witness, name="witness"),
    path("witness/list/", witness.witness_list, name="witness_list"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<int:pk>/lift/", holds.hold_lift, name="hold_lift"),
    path("papers/<int:pk>.pdf", case_files.paper_pdf, name="paper_pdf"),
    path("uploads/<uuid:key>/", uploads.upload, name="upload"),
    path("uploads/<uuid:key>/finish/", uploads.upload_finish, name="upload_finish"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("evidence/<int:pk>/edit/", evidence.evidence_edit, name="evidence_edit"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/<int:pk>/download/", files.evidence_download, name="evidence_download"),
    path("evidence/<int:pk>/preview/", files.evidence_preview, name="evidence_preview"),
    path("evidence/<int:pk>/thumbnail/", files.evidence_thumbnail, name="evidence_thumbnail"),
    path("receipts/<int:pk>/", files.service_receipt, name="service_receipt"),
    path("files/<slug:number>/", case_files.case_file, name="case_file"),
    path("files/<slug:number>/again/", case_files.case_file_again, name="case_file_again"),
    path("files/<slug:number>/download/", case_files.case_file_download, name="case_file_download"),
    path("<slug:key>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:key>/uploads/", uploads.upload_create, name="upload_create"),
    path("<slug:key>/files/", case_files.case_files, name="case_files"),
]
