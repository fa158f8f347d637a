"""The verbs of the command line, which are those of the crawler for who has only a dump."""

VERBS = (
    *("parts", "export", "snapshot", "delta", "apply", "verify"),
    *("log", "runs", "stories", "quarantine"),
)
