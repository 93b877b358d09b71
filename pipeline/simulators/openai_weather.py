"""Bad weather that only a model can have: wrong vectors, and answers to another question."""

import base64
import math
from array import array
from typing import Any, Literal

from pipeline.simulators.weather import Weather

ELSEWHERE = "The other report says that the meeting was moved to Thursday. [1]"


class ModelWeather(Weather):
    vectors: Literal["normal", "short", "missing", "nan"] = "normal"


class WrongModel:
    def touches(self, weather: Weather, path: str) -> bool:
        wrong = isinstance(weather, ModelWeather) and weather.vectors != "normal"
        other = weather.mode == "another_document"
        return (path.endswith("/embeddings") and (wrong or other)) or (path.endswith("/chat/completions") and other)

    async def spoil(self, weather: Weather, path: str, answer: dict[str, Any]) -> dict[str, Any]:
        if path.endswith("/chat/completions"):
            return _answered_elsewhere(answer)
        embeddings = [item["embedding"] for item in answer["data"]]
        if weather.mode == "another_document":
            embeddings = _rotated(embeddings)
        if isinstance(weather, ModelWeather):
            embeddings = [_spoilt(embedding, weather.vectors) for embedding in embeddings]
        data = [{**item, "embedding": one} for item, one in zip(answer["data"], embeddings, strict=True)]
        missing = isinstance(weather, ModelWeather) and weather.vectors == "missing"
        return {**answer, "data": data[:-1] if missing else data}


def _answered_elsewhere(answer: dict[str, Any]) -> dict[str, Any]:
    choices = [{**choice, "message": {**choice["message"], "content": ELSEWHERE}} for choice in answer["choices"]]
    return {**answer, "choices": choices}


def _rotated(embeddings: list[Any]) -> list[Any]:
    """Give each text the vector of the one before it, and a single text a vector of no text."""
    if len(embeddings) == 1:
        numbers = _numbers(embeddings[0])
        return [_like(embeddings[0], numbers[-1:] + numbers[:-1])]
    return embeddings[-1:] + embeddings[:-1]


def _spoilt(embedding: Any, how: str) -> Any:
    numbers = _numbers(embedding)
    if how == "short":
        return _like(embedding, numbers[: len(numbers) // 2])
    if how == "nan":
        return _like(embedding, [math.nan, *numbers[1:]])
    return embedding


def _numbers(embedding: Any) -> list[float]:
    return array("f", base64.b64decode(embedding)).tolist() if isinstance(embedding, str) else list(embedding)


def _like(embedding: Any, numbers: list[float]) -> Any:
    """Numbers in the encoding of the given embedding."""
    return base64.b64encode(array("f", numbers).tobytes()).decode() if isinstance(embedding, str) else numbers
