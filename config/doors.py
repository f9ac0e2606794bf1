"""Settings of the door: how sign-up, log-in and codes behave, and how often somebody may knock."""

import environ

env = environ.Env()

ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]  # one of the two contacts; a password is optional
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # sign-up answers alike whether an address is taken
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# whoever has a phone has enough: six digits in a text message to come in; eight letters in a mail, which may be
# guessed at from many networks, because no limit bars an address that costs no money
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = "strict"  # an address written down and never proved keeps nobody out
ACCOUNT_FORMS = {
    "signup": "accounts.entrance.CompleteSignupForm",
    "confirm_email_verification_code": "accounts.entrance.EmailCodeForm",
    "request_login_code": "accounts.code_login.RequestCodeForm",
    "confirm_login_code": "accounts.code_login.LoginCodeForm",
    "verify_phone": "accounts.code_login.PhoneCodeForm",
    "reset_password": "accounts.entrance.ResetPasswordForm",
}
# a log-in, a password, a passkey or a code is worth so many seconds: whoever finds a page left open has less, and
# whoever reads an agreement before signing it is not asked twice (accounts/reauthentication.py)
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("REAUTHENTICATION_SECONDS", default=300)
MFA_FORMS = {
    "authenticate": "accounts.entrance.AuthenticateForm",
    "reauthenticate": "accounts.entrance.ReauthenticateForm",
}

# accounts/limits.py; several rates apart by commas, the first that is full bars
RATES = {
    # of one account from one network
    "sign_in": "5/5m,30/d",
    "second_factor": "5/5m,30/d",
    "reset": "3/10m,10/d",
    "email_code": "1/10s,10/h",
    "text_code": "1/30s,5/h",
    "socket": "240/m",
    # from one network, whatever the account: a village may stand behind one address
    "sign_ins_from": "100/5m",
    "sign_ups_from": "60/10m",
    "resets_from": "60/10m",
    "text_codes_from": "60/h",
    "mails_from": "60/h",
    "case_codes_from": "20/15m",
    "code_tries": "10/15m",  # of codes that one browser waits for, also when they come at the same moment
    "facts_given": "5/15m,20/d",  # by one person who wants older cases in their account, from anywhere
    "old_number_facts": "5/15m,20/d",  # for an account whose old number has just received a code, from anywhere
    "power_codes_from": "20/15m",
    "wrong_look_ups_from": "10/15m",  # a paper's code and a fact: who is right is not counted
    "not_mine_from": "10/h,40/d",  # who says that a message was for somebody else
    "verify_file": "6/m,60/h",
    "verify_code": "60/m,600/h",
    # of one account from anywhere, except on devices where it has logged in before
    "texts_of": "10/d",  # each costs money
    "second_factors_of": "60/d",  # who guesses here has the password already
}
LIMITS = {name: env.str(f"LIMIT_{name.upper()}", default=rate) for name, rate in RATES.items()}

# what else django-allauth counts: of a person who is logged in, or from a network
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(
        [
            "login",
            "login_failed",
            "signup",
            "reset_password",
            "request_login_code",
            "verify_phone",
            "confirm_email",
        ]
    ),
    "reauthenticate": None,  # passwords, second factors and codes are counted by us, each for itself
    "reset_password_from_key": "60/m/ip",
    "change_phone": "5/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
