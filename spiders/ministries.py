"""中央部门：国务院各部门政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class MinistriesSpider(ProvinceSpider):
    """中央部门：国务院各部门政府信息公开工作年度报告。"""

    name = "ministries"
    division = "000000"

    oddities: ClassVar[dict[str, str]] = {
        "www.mva.gov.cn": "number of pages in the script variable countPage",
        "www.moe.gov.cn": "reports of the ministry and of schools in neighbouring folders",
    }
