"""河南省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class HenanSpider(ProvinceSpider):
    """河南省：省、市、县三级政府信息公开工作年度报告。"""

    name = "henan"
    division = "410000"

    oddities: ClassVar[dict[str, str]] = {
        # Articles lie under dates, not under their column: no column address follows from a report address.
        "www.nanyang.gov.cn": "articles as /YYYY/MM-DD/number.html",
        "public.zhengzhou.gov.cn": "one letter code a body, articles as number.jhtml",
    }
