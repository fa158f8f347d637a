"""The published data: records, quarantine rows, removed texts, and how stories are identified.

This is the contract with downstream teams: a change needs a new schema version, docs/record.md and
CHANGELOG.md. The attribute docstrings become the descriptions in the published schemas, the values
of example.json the examples. Field names follow IPTC ninjs 3.1 where it has one.
"""

from crawler.contract.empty import empty_record
from crawler.contract.identity import (
    CONTENT,
    content_of,
    content_values,
    digest_of,
    encode,
    id_of,
    place_of,
)
from crawler.contract.listed import (
    counts_by_rule,
    field_sources,
    rule_counts,
    sources_by_field,
)
from crawler.contract.patterns import Day, Id, Sha256, Text, UtcMoment
from crawler.contract.record import (
    Candidate,
    Cluster,
    FieldSource,
    Image,
    Infosource,
    Moment,
    Raw,
    Record,
    RuleCount,
)
from crawler.contract.rights import AgentRule, Rights, StatedIn, Statement
from crawler.contract.rows import Quarantined, RemovedText

__all__ = [
    "CONTENT",
    "AgentRule",
    "Candidate",
    "Cluster",
    "Day",
    "FieldSource",
    "Id",
    "Image",
    "Infosource",
    "Moment",
    "Quarantined",
    "Raw",
    "Record",
    "RemovedText",
    "Rights",
    "RuleCount",
    "Sha256",
    "StatedIn",
    "Statement",
    "Text",
    "UtcMoment",
    "content_of",
    "content_values",
    "counts_by_rule",
    "digest_of",
    "empty_record",
    "encode",
    "field_sources",
    "id_of",
    "place_of",
    "rule_counts",
    "sources_by_field",
]
