"""广东省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class GuangdongSpider(ProvinceSpider):
    """广东省：省、市、县三级政府信息公开工作年度报告。"""

    name = "guangdong"
    division = "440000"

    oddities: ClassVar[dict[str, str]] = {
        # Completeness is judged by the total of the service: the counts of the column tree are far too high.
        "www.gd.gov.cn": "catalogue platform gkmlpt beside ordinary columns; departments by path",
    }
