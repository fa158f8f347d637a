"""Kinds of text in the published data, each with its pattern."""

from typing import Annotated

from msgspec import Meta

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
UtcMoment = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
Text = Annotated[str, Meta(min_length=1)]
Count = Annotated[int, Meta(ge=0)]
