"""Older reports without any table: sentences with known figures, and others whose figures are not theirs."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

Truth = dict[str, int | str]


@dataclass(frozen=True)
class Narrative:
    """A report in prose. `truth`: figures that it states; whatever else is read from it is wrong."""

    body: str
    year: int
    truth: Truth
    html: bytes


_DIGITS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """A number below 100 in Chinese."""
    if number < 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _number(value: int, rng: Random) -> str:
    if 0 < value < 100 and rng.random() < 0.2:
        return in_words(value)
    return f"{value:,}" if value > 999 and rng.random() < 0.3 else str(value)


def _proactive(rng: Random, us: str, year: int, truth: Truth) -> str:
    count = truth["prose.proactive.total"] = rng.choice([22, 177, 531, 1204, 20417])
    text = rng.choice(
        [
            f"{year}年，{us}共主动公开政府信息{count}条。",
            f"{year}年度{us}主动公开政府信息数{count}条，其中线上信息公开{count // 2}条。",
            f"全年主动公开各类政府信息{count}条，比{year - 1}年增加{rng.randint(2, 99)}条。",
            f"{us}{year}年共主动公开政府信息{count}条，历年累计{count + 999}条。",
        ]
    )
    if rng.random() < 0.4:
        truth["prose.proactive.full_text_rate"] = "100"
        text = text[:-1] + "，全文电子化率达100%。"
    return text


def _requests(rng: Random, us: str, year: int, truth: Truth) -> str:
    if rng.random() < 0.35:
        truth["prose.requests.received"] = 0
        return rng.choice(
            [
                f"{year}年，{us}未收到政府信息公开申请。",
                f"目前{us}尚未收到政府信息公开申请。",
                f"{year}年度{us}没有接到群众主动要求公开政府信息的申请。",
                f"{year}年{us}共收到政府信息公开申请0件。",
                f"{year}年，{us}未受理依申请公开政府信息。",
            ]
        )
    ways = {"in_person": "当面", "fax": "传真", "online": "网络", "letter": "信函"}
    counts = {way: rng.choice([0, 1, 3, 12, 28]) for way in ways}
    total = truth["prose.requests.received"] = sum(counts.values())
    verb = rng.choice(["收到", "受理", "接到"])
    head = rng.choice(
        [
            f"{year}年，{us}共{verb}政府信息公开申请{_number(total, rng)}件",
            f"{year}年，{us}{verb}{_number(total, rng)}件政府信息公开申请",
            f"{year - 1}年{verb}申请{total + 7}件，{year}年{verb}政府信息公开申请{total}件",
        ]
    )
    if rng.random() < 0.7:
        truth.update({f"prose.requests.received.{way}": count for way, count in counts.items()})
        listed = rng.choice(
            [
                "，其中" + "，".join(f"{word}申请{counts[way]}件" for way, word in ways.items()),
                "（其中" + "、".join(f"{word}申请{counts[way]}件" for way, word in ways.items()) + "）",
                "，其中" + "，".join(f"通过{word}方式申请{counts[way]}件" for way, word in ways.items()),
            ]
        )
        head += listed
    text = head + "。"
    if rng.random() < 0.7 and total:
        granted, partly = total // 2, total // 4
        rest = total - granted - partly
        truth.update(
            {
                "prose.reply.granted": granted,
                "prose.reply.partially_granted": partly,
                "prose.reply.not_exist": rest,
            }
        )
        text += rng.choice(
            [
                f"对申请的答复中，同意公开{granted}件，占{granted * 100 // total}%；"
                f"部分公开{partly}件；信息不存在{rest}件。",
                f"按时办理申请答复，其中，予以公开{granted}件，同意部分公开答复{partly}件，申请信息不存在{rest}件。",
            ]
        )
    return text


def _fees(rng: Random, us: str, year: int, truth: Truth) -> str:
    if rng.random() < 0.6:
        truth["prose.fees.total"] = "0"
        return rng.choice(
            [
                f"{year}年，{us}政府信息公开没有收费。",
                f"{year}年{us}免费提供信息，未收取任何费用。",
                f"{year}年度，{us}未收取政府信息公开费用。",
            ]
        )
    amount = rng.choice([30, 120, 1200])
    truth["prose.fees.total"] = str(amount)
    return rng.choice([f"{year}年共收取费用{amount}元。", f"{year}年收取政府信息公开费用共计{amount}元。"])


def _disputes(rng: Random, us: str, year: int, truth: Truth) -> str:
    if rng.random() < 0.6:
        truth.update({"prose.review": 0, "prose.litigation": 0})
        return rng.choice(
            [
                f"{year}年，{us}没有因政府信息公开申请行政复议、提起行政诉讼的情况发生。",
                f"{us}{year}年度，没有发生针对本单位有关政府信息公开事务的行政复议案、行政诉讼案。",
                "行政复议、行政诉讼均为0件。",
                "未发生行政复议和行政诉讼案件。",
            ]
        )
    review, suits = rng.randint(1, 30), rng.randint(0, 12)
    truth.update({"prose.review": review, "prose.litigation": suits})
    return rng.choice(
        [
            f"{year}年，因政府信息公开被申请行政复议{_number(review, rng)}件，行政诉讼{suits}件。",
            f"有关政府信息公开的行政复议案共{review}起，行政诉讼案{suits}起。",
        ]
    )


NOISE = (
    "共制作政府信息3021条，其中依申请公开信息459条，不予公开信息1535条。",
    "自2008年《条例》实施以来，累计受理申请135件。",
    "行政复议和行政诉讼共2件由法制办代理。",
    "收取检索费30元、复制费20元的标准未变。",
    "未产生与诉讼有关的费用支出。",
    "举办培训班4期，培训120人次。",
    "政府信息公开申请应在收到之日起15个工作日内答复。",
    "上半年受理申请12件。",
    "办理人大代表建议35件，答复率100%。",
    "受理行政许可申请1200件。",
    "未发生行政诉讼败诉案件。",
    "依申请公开的程序共3个环节。",
)
_NAMES = {"清河县水利局": "我局", "望都县白塔镇人民政府": "我镇", "东湖区青山街道办事处": "本街道"}


def narrative(seed: int) -> Narrative:
    """The report of a seed."""
    rng = Random(f"older prose {seed}")
    body = rng.choice(sorted(_NAMES))
    us, year = _NAMES[body], rng.randint(2009, 2018)
    truth: Truth = {}
    noise = rng.sample(NOISE, 3)
    parts = [
        (
            "一、概述",
            f"{us}认真贯彻《条例》，完善制度3项，召开会议4次，各项工作取得新的进展，公开的内容逐步深化。"
            + noise[0],
        ),
        ("二、主动公开政府信息情况", _proactive(rng, us, year, truth)),
        ("三、依申请公开政府信息和不予公开政府信息情况", _requests(rng, us, year, truth) + noise[1]),
        ("四、政府信息公开的收费及减免情况", _fees(rng, us, year, truth)),
        ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", _disputes(rng, us, year, truth) + noise[2]),
        ("六、存在的主要问题及改进措施", "业务人员只有2名，计划明年主动公开信息500条。"),
    ]
    title = f"{body}{year}年政府信息公开工作年度报告"
    text = "".join(f"<p>{head}</p><p>{words}</p>" for head, words in parts)
    filler = "<p>本报告由办公室编制，所列数据真实，公众可在门户网站查阅。</p>" * 3
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{filler}{text}</body></html>"
    return Narrative(body, year, truth, html.encode())
