"""河北省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class HebeiSpider(ProvinceSpider):
    """河北省：省、市、县三级政府信息公开工作年度报告。"""

    name = "hebei"
    division = "130000"
