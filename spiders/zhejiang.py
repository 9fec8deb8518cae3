"""浙江省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class ZhejiangSpider(ProvinceSpider):
    """浙江省：省、市、县三级政府信息公开工作年度报告。"""

    name = "zhejiang"
    division = "330000"

    oddities: ClassVar[dict[str, str]] = {
        # The disclosure module needs no list: one address for each area and year.
        "www.lishui.gov.cn": "yearly addresses by area code",
    }
