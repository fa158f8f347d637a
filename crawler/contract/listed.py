"""Conversion of tables to the lists that a record has instead: all readers infer those alike."""

from collections.abc import Iterable, Mapping

from crawler.contract.record import FieldSource, RuleCount


def field_sources(sources: Mapping[str, str]) -> tuple[FieldSource, ...]:
    """Return `evidence` for field -> where it was read."""
    return tuple(FieldSource(field, source) for field, source in sources.items())


def sources_by_field(evidence: Iterable[FieldSource]) -> dict[str, str]:
    """Return field -> where it was read."""
    return {each.field: each.source for each in evidence}


def rule_counts(counts: Mapping[str, int]) -> tuple[RuleCount, ...]:
    """Return `removed` for rule -> number of texts."""
    return tuple(RuleCount(rule, count) for rule, count in counts.items())


def counts_by_rule(removed: Iterable[RuleCount]) -> dict[str, int]:
    """Return rule -> number of texts.

    >>> counts_by_rule(rule_counts({"newsletter": 2}))
    {'newsletter': 2}
    """
    return {each.rule: each.count for each in removed}
