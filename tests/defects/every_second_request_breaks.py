"""Every second question is answered with an internal error, and so is every second upload with a key.

In real life: one of two instances behind a balancer was left at an older version. People who try again see it work.
"""

import itertools
from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P4-5.1", "P9-8.2")
FIELD = "failure"
SELECTION = (
    "A Worker Killed In Each Stage Shows Users No Error But 503",
    "An Error In Each Stage Shows Users No Error But 503",
    "Ten Random Kills Show Users No Error But 503",
    "A Stopped Worker Shows Users No Error But 503",
    "A Crashing Worker Shows Users No Error But 503",
    "Workers Short Of Memory Show Users No Error But 503",
    "Workers Short Of CPU Show Users No Error But 503",
    "An API Outage Shows Users No Error But 503",
    "A Sleeping Worker Shows Users No Error But 503",
    "Parser Errors Show Users No Error But 503",
    "A Throttling Parser Shows Users No Error But 503",
    "Model Errors Show Users No Error But 503",
    "Workers Cut Off From The Database Show Users No Error But 503",
    "Uploads Cut Off Midway Show Users No Error But 503",
    "Model Connections That Are Reset Show Users No Error But 503",
    "A Slow, Narrow Link To The Parser Shows Users No Error But 503",
    "Webhooks That Cannot Reach The API Show Users No Error But 503",
    "A Database Outage As Webhooks Arrive Shows Users No Error But 503",
    "A Storage Outage While The Model Throttles Shows Users No Error But 503",
    "Workers That Die While The Parser Is Silent Show Users No Error But 503",
    "Search, Status And Uploads Keep Working While The Workers Are Killed",
    "Search, Status And Uploads Keep Working While The Parser Answers With Errors",
    "Search, Status And Uploads Keep Working While The Parser Throttles",
    "Search, Status And Uploads Keep Working While LlamaParse Is Away For 45 Seconds",
    "Uploads And Status Keep Working While The Model Answers With Errors",
    "Uploads And Status Keep Working While The Model Throttles",
    "Uploads And Status Keep Working While OpenAI Is Away For 45 Seconds",
    "Uploads And Status Keep Working While Model Connections Are Reset",
    "Search And Status Keep Working While The Storage Is Away For 45 Seconds",
    "Search, Status And Uploads Keep Working While A Worker Sleeps",
    "No Request Is Refused Once The Storage Is Back",
    "No Request Is Refused Once The Parser Is Back",
    "No Request Is Refused Once The API Is Back",
    "No Request Is Refused Once The Database Answers Again",
    "No Request Is Refused Once The Database Is Back After 45 Seconds",
    "No Request Is Refused Once The Storage Is Back After 45 Seconds",
    "Users See No Error But 503 While API And Database Lack CPU",
)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import search, uploads
    from pipeline.serving import Refusal

    retrieve, same, asked = search.retrieve, uploads._same_request, itertools.count(1)

    def at_times() -> None:
        if next(asked) % 2 == 0:
            raise Refusal(500, "internal_error", "Something went wrong.")

    async def found(*args: Any) -> Any:
        at_times()
        return await retrieve(*args)

    async def same_request(*args: Any) -> Any:
        at_times()
        return await same(*args)

    replace(search, "retrieve", found)
    replace(uploads, "_same_request", same_request)
