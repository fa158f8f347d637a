"""The terms of schema.org (version 30.0) that NewsArticle uses here: type -> property -> types of
its values, as https://schema.org lists them."""

from typing import Any

from crawler.exports.uris import uri_of

CREATIVE_WORK = {
    "articleBody": ("Text",),
    "author": ("Organization", "Person"),
    "copyrightNotice": ("Text",),
    "correction": ("CorrectionComment", "Text", "URL"),
    "creativeWorkStatus": ("DefinedTerm", "Text"),
    "creditText": ("Text",),
    "dateModified": ("Date", "DateTime"),
    "datePublished": ("Date", "DateTime"),
    "dateline": ("Text",),
    "description": ("Text",),
    "digitalSourceType": ("IPTCDigitalSourceEnumeration",),
    "encodingFormat": ("Text", "URL"),
    "genre": ("Text", "URL"),
    "headline": ("Text",),
    "identifier": ("PropertyValue", "Text", "URL"),
    "image": ("ImageObject", "URL"),
    "inLanguage": ("Language", "Text"),
    "isAccessibleForFree": ("Boolean",),
    "keywords": ("DefinedTerm", "Text", "URL"),
    "license": ("CreativeWork", "URL"),
    "name": ("Text",),
    "sameAs": ("URL",),
    "sourceOrganization": ("Organization",),
    "text": ("Text",),
    "url": ("URL",),
    "usageInfo": ("CreativeWork", "URL"),
    "version": ("Number", "Text"),
}
PROPERTIES: dict[str, dict[str, tuple[str, ...]]] = {
    "NewsArticle": CREATIVE_WORK,
    "CreativeWork": CREATIVE_WORK,
    "ImageObject": CREATIVE_WORK,
    "CorrectionComment": CREATIVE_WORK,
    "Organization": {"name": ("Text",), "identifier": ("PropertyValue", "Text", "URL")},
    "Person": {"name": ("Text",)},
    "PropertyValue": {"propertyID": ("Text", "URL"), "value": ("Boolean", "Number", "Text")},
    "DefinedTerm": {
        "description": ("Text",),
        "inDefinedTermSet": ("DefinedTermSet", "URL"),
        "termCode": ("Text",),
    },
}


def faults(value: dict[str, Any], path: str = "") -> list[str]:
    """Return what a JSON-LD object has that schema.org does not know."""
    known = PROPERTIES[value["@type"]]
    found = []
    for name, each in value.items():
        if name.startswith("@"):
            continue
        place = f"{path}/{name}"
        if name not in known:
            found.append(f"{place}: no property of {value['@type']}")
            continue
        for item in each if isinstance(each, list) else [each]:
            found += _faults_of_value(item, known[name], place)
    return found


def _faults_of_value(item: Any, types: tuple[str, ...], place: str) -> list[str]:
    if isinstance(item, dict):
        allowed = item["@type"] in types
        return [*faults(item, place), *([] if allowed else [f"{place}: {item['@type']}"])]
    return [] if any(_is(item, each) for each in types) else [f"{place}: {item!r}"]


def _is(item: Any, kind: str) -> bool:
    match kind:
        case "Boolean":
            return isinstance(item, bool)
        case "Number":
            return isinstance(item, int | float) and not isinstance(item, bool)
        case "Text":
            return isinstance(item, str) and item != ""
        case "URL" | "IPTCDigitalSourceEnumeration":
            return isinstance(item, str) and uri_of(item) == item
        case "Date":
            return isinstance(item, str) and len(item) == len("2026-11-28")
        case "DateTime":
            return isinstance(item, str) and item.endswith("Z")
    return False
