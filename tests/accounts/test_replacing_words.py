"""What is taken for a person's particular in somebody else's words, and what is not."""

import pytest

from accounts.services.forgetting import Replacing


@pytest.mark.parametrize(
    ("particulars", "text", "left"),
    [
        ({"李小雨"}, "李小雨说，李小雨的稿子", "〔已注销用户〕说，〔已注销用户〕的稿子"),
        ({"+8613800000001"}, "打13800000001或者+8613800000001", "打〔已删除〕或者〔已删除〕"),
        ({"13800000001"}, "订单9138000000015", "订单9138000000015"),
        ({"a@b.example"}, "写给a@b.example。", "写给〔已删除〕。"),
        ({"A & B"}, "<p>A &amp; B</p>", "<p>〔已注销用户〕</p>"),
        ({"李小", "李小雨"}, "李小雨和李小", "〔已注销用户〕和〔已注销用户〕"),
        (set(), "李小雨", "李小雨"),
    ],
)
def test_particulars_are_replaced_whole(particulars, text, left):
    assert Replacing(particulars)(text) == left


def test_json_is_replaced_in_its_depth():
    value = {"names": ["李小雨", {"李小雨": 3}], "amount": "3000"}
    assert Replacing({"李小雨"})(value) == {
        "names": ["〔已注销用户〕", {"〔已注销用户〕": 3}],
        "amount": "3000",
    }
