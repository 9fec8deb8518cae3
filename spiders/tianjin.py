"""天津市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class TianjinSpider(ProvinceSpider):
    """天津市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

    name = "tianjin"
    division = "120000"
