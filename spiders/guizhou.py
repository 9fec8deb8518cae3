"""贵州省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class GuizhouSpider(ProvinceSpider):
    """贵州省：省、市、县三级政府信息公开工作年度报告。"""

    name = "guizhou"
    division = "520000"
