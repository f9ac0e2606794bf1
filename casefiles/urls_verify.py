"""What strangers come for: at addresses short enough to be typed from paper, and where machines look."""

from django.urls import path

from .views import verification

app_name = "verify"

urlpatterns = [
    path("verify/", verification.verify, name="page"),
    path("verify/verify_case_file.py", verification.verifier, name="program"),
    path(".well-known/jiefen-authority.json", verification.authority_json, name="authority"),
    path(".well-known/jiefen-authority.pem", verification.authority_pem, name="certificate"),
    path(".well-known/jiefen-authority.crl", verification.revocations, name="revocations"),
]
