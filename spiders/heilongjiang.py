"""黑龙江省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class HeilongjiangSpider(ProvinceSpider):
    """黑龙江省：省、市、县三级政府信息公开工作年度报告。"""

    name = "heilongjiang"
    division = "230000"
