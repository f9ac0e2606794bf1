"""What the cases of the demonstration are about. Invented people and matters."""

from __future__ import annotations

from typing import Any

#: What is filed: who against whom, about what. `platform` and `respondent` are keys of the demonstration people.
MATTERS: dict[str, dict[str, Any]] = {
    "unpaid_design": {
        "sector": "zhongbao",
        "category": "unpaid_remuneration",
        "title": "海报设计验收后不付报酬",
        "narrative": "10月8日，我在众帮平台接了王强发布的海报设计任务，约定报酬3000元。10月20日交稿，对方当天确认验收。"
        "按平台规则应当在三天内付款，到现在一直没有付，发消息也不回。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("pay_remuneration", "3000.00", "海报设计报酬")],
    },
    "late_reward": {
        "sector": "zhongchou",
        "category": "reward_not_delivered",
        "title": "众筹的折叠自行车逾期半年未发货",
        "narrative": "我在星火众筹支持了一款折叠自行车，付了1280元，页面承诺5月发货，至今没有发。"
        "项目方说供应链有问题，但不给日期，也不退款。",
        "platform": "xinghuo",
        "respondent": "respondent",
        "claims": [("refund", "1280.00", ""), ("interest", "30.00", "逾期期间的利息")],
    },
    "account_ban": {
        "sector": "zhongbao",
        "category": "account_sanction",
        "title": "账号被封，没有说明理由",
        "narrative": "11月3日登录时发现账号被停用，提示“违反规则”，没有说哪一条，也没有人工可以问。"
        "账号里还有860元没有结算。",
        "platform": "zhongbang",
        "claims": [("restore_account", None, ""), ("pay_money", "860.00", "账号内未结算的收入")],
    },
    "joint_work": {
        "sector": "zhongchuang",
        "category": "commissioned_development",
        "title": "委托开发的小程序多次延期，要求退款",
        "narrative": "委托对方开发预约小程序，合同价12000元，已付6000元，约定9月30日交付。"
        "三次延期，最后一版仍不能用，要求退回已付款项。",
        "platform": "chuangke",
        "respondent": "respondent",
        "claims": [("refund", "6000.00", "已付的开发费")],
    },
    "equipment": {
        "sector": "zhongfu",
        "category": "shared_equipment",
        "title": "借用的3D打印机归还时损坏",
        "narrative": "通过互助通平台把3D打印机借给对方使用一周，归还时喷头断裂，维修花了450元，对方不承认。",
        "platform": "huzhu",
        "respondent": "respondent",
        "claims": [("compensation", "450.00", "维修费")],
    },
    "logo_revisions": {
        "sector": "zhongbao",
        "category": "work_rejected",
        "title": "标志设计改了五版仍被拒收",
        "narrative": "9月接的标志设计任务，报酬2400元，约定修改不超过三次。对方提了五次修改，"
        "最后说风格不合适，拒收并要求退单。前两版他都说过可以。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [
            ("pay_remuneration", "2400.00", "标志设计报酬"),
            ("compensation", "300.00", "多改两次的费用"),
        ],
    },
    "translation_fee": {
        "sector": "zhongbao",
        "category": "unpaid_remuneration",
        "title": "说明书翻译交稿后只付了一半",
        "narrative": "翻译产品说明书2.4万字，报酬3600元。交稿后对方付了1800元，另一半以有错译为由一直不付，"
        "错译的三处当天就改好了。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("pay_remuneration", "1800.00", "余下的翻译费")],
    },
    "video_editing": {
        "sector": "zhongbao",
        "category": "unpaid_remuneration",
        "title": "十二条短视频剪辑费拖欠",
        "narrative": "6月到8月给对方剪辑短视频十二条，每条375元，都已经发布。对方说资金紧张，要求以后再付。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("pay_remuneration", "4500.00", "十二条短视频的剪辑费")],
    },
    "cleaning": {
        "sector": "zhongbao",
        "category": "service_consumer",
        "title": "上门保洁打碎灯具，不肯赔",
        "narrative": "10月底预约上门保洁，对方清洁时打碎客厅吊灯的灯罩，配一个要520元，对方只肯退当次的费用。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("compensation", "520.00", "灯罩"), ("refund", "160.00", "当次保洁费")],
    },
    "app_backend": {
        "sector": "zhongchuang",
        "category": "commissioned_development",
        "title": "委托开发的仓库系统验收不了",
        "narrative": "委托开发仓库管理系统，合同价36000元，已付18000元。验收三次，库存数都对不上，"
        "对方认为是我们的数据有问题。",
        "platform": "chuangke",
        "respondent": "respondent",
        "claims": [("refund", "18000.00", "已付的开发费")],
    },
    "photo_shoot": {
        "sector": "zhongbao",
        "category": "work_rejected",
        "title": "商品拍摄成片被拒收",
        "narrative": "给对方的网店拍商品照片八十张，报酬5200元。对方嫌光线不好全部拒收，却在店里用了其中十几张。",
        "platform": "zhongbang",
        "respondent": "respondent",
        "claims": [("pay_remuneration", "5200.00", "拍摄报酬")],
    },
}
#: Closed long since, each settled by a mediator: what it was about, what was claimed, what was agreed.
PAST: tuple[tuple[str, str, str], ...] = (
    ("网页插画报酬拖欠", "2600.00", "2300.00"),
    ("配音任务验收后未付款", "1500.00", "1500.00"),
    ("问卷录入报酬被克扣", "1200.00", "800.00"),
    ("宣传册排版费未结清", "3200.00", "2600.00"),
    ("数据标注报酬少算", "1900.00", "1300.00"),
    ("包装设计尾款未付", "4200.00", "3400.00"),
    ("字幕制作报酬拖欠", "1600.00", "1200.00"),
    ("公众号代写稿费未付", "2100.00", "1900.00"),
    ("小程序测试报酬有争议", "2800.00", "1700.00"),
    ("表情包设计费拖欠", "3000.00", "2400.00"),
)
