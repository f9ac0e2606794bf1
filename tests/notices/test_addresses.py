"""What can take a text message, and what can be an e-mail address."""

import pytest

from notices.addresses import takes_mail, takes_text


@pytest.mark.parametrize(
    ("phone", "wanted"),
    [
        ("+8613800138000", True),
        ("+8617012345678", True),
        ("+85261234567", True),
        ("+12025550123", True),  # there a number does not tell
        ("+864008123456", False),  # 400-812-3456
        ("+8657188886666", False),  # 0571-88886666
        ("+868008123456", False),
        ("13800138000", False),  # kept as E.164, or not kept
        ("", False),
    ],
)
def test_a_text_message_goes_to_mobile_numbers(phone, wanted):
    assert takes_text(phone) is wanted


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("a@example.com", True),
        ("a.b+c@mail.example.cn", True),
        ("li@例子.中国", True),
        ("wang3@demo.example\u202c", False),  # an invisible mark, as pasted from a chat
        ("wang\u200b@example.com", False),
        ("a\n@example.com", False),
        ("a b@example.com", False),
        ("a@example", False),
        ("a@@example.com", False),
        ("a@" + "x" * 300 + ".com", False),
        ("@example.com", False),
        ("", False),
    ],
)
def test_mail_goes_to_an_address_that_can_exist(address, wanted):
    assert takes_mail(address) is wanted
