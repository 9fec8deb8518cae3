"""江苏省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class JiangsuSpider(ProvinceSpider):
    """江苏省：省、市、县三级政府信息公开工作年度报告。"""

    name = "jiangsu"
    division = "320000"

    oddities: ClassVar[dict[str, str]] = {
        # The column page shows the newest report itself, the older ones are further columns.
        "jtyst.jiangsu.gov.cn": "the column is the report",
        "mzt.jiangsu.gov.cn": "the column is the report",
        "www.nanjing.gov.cn": "catalogues in frames, reports of the districts beside the own ones",
    }
