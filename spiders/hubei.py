"""湖北省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class HubeiSpider(ProvinceSpider):
    """湖北省：省、市、县三级政府信息公开工作年度报告。"""

    name = "hubei"
    division = "420000"

    oddities: ClassVar[dict[str, str]] = {
        "xianning.gov.cn": "reports of counties and offices beside the city's",
        "www.tianmen.gov.cn": "a county-level city directly under the province",
    }
