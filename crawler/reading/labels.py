"""Recognise labels printed where a headline may be: of releases, forms and menus.

Each pattern matches a whole line. Patterns are data; the examples in `is_label` test them.
"""

import re

from crawler.base.patterns import PatternIndex

_RELEASE = (
    r"(?:for )?immediate release",
    r"(?:for|not for) (?:immediate )?(?:release|publication|broadcast)"
    r"(?: (?:until|before|on|at)?.{0,40})?",
    r"embargo(?:ed)?(?: (?:until|till|to|for|release)\b.{0,60})?",
    r"(?:joint |official )?(?:press|news|media) (?:release|advisory|statement|notice)s?"
    r"(?: (?:no|nr)?\.? ?[\d/-]+)?",
    r"(?:zur )?(?:sofortigen )?(?:ver[öo]ffentlichung|freigabe)|sperrfrist\b.{0,60}",
    r"presse(?:mitteilung|information|meldung)(?: (?:nr\.? ?)?[\d/-]+)?|medienmitteilung",
    r"communiqu[ée] de presse|pour (?:diffusion|publication) imm[ée]diate|sous embargo\b.{0,60}",
    r"(?:nota|comunicado) de prensa|para (?:su )?(?:publicaci[óo]n|difusi[óo]n) inmediata",
    r"nota (?:à|de) imprensa|comunicado (?:de|à) imprensa"
    r"|para (?:publica[çc][ãa]o|divulga[çc][ãa]o) imediata",
    r"comunicato stampa|per (?:la )?pubblicazione immediata|persbericht|pressemeddelelse"
    r"|pressmeddelande|lehdist[öo]tiedote|bas[ıi]n (?:b[üu]lteni|a[çc][ıi]klamas[ıi])"
    r"|informacja prasowa|komunikat prasowy|tiskov[áa] zpr[áa]va|пресс-?релиз|прес-?реліз",
)
_RUBRIC = (
    r"(?:exclusive|breaking|breaking news|developing|just in|live|live updates?|updated?|opinion"
    r"|analysis|editorial|comment|commentary|feature|interview|watch|video|photos?|gallery|special"
    r" report|exklusiv|eilmeldung|kommentar|meinung|analyse|exclusif|en direct|exclusiva|en vivo"
    r"|[úu]ltima hora|esclusiva|in diretta|exclusivo|ao vivo|эксклюзив|срочно|son dakika)",
)
_PAGE = (
    r"(?:primary|main|site|top|mobile|secondary|footer|user|account)[ -]?(?:menu|navigation|nav)",
    r"(?:menu|navigation|search|suche|recherche|rechercher|buscar|b[úu]squeda|cerca|zoeken|szukaj"
    r"|поиск|меню|ara|home|start|contents?|sections?|rubriken|topics|share|follow us|sign in|log in"
    r"|login|anmelden|subscribe|newsletter|abonnieren|hauptmen[üu]|hauptnavigation|men[úu]"
    r"|main content|hauptinhalt|skip to (?:main )?content|latest|latest news|news|top stories"
    r"|you (?:may|might) also like|(?:read|up) next|read more|more from .{2,30}|don.t miss"
    r"|recommended(?: for you)?|most (?:read|popular)|trending|headlines"
    r"|related(?: (?:stories|articles|news))?)",
    r"(?:advertisements?|sponsored|anzeigen?|werbung|publicit[ée]|publicidad|pubblicit[àa]"
    r"|publicidade|advertentie|reklama?|annonse?|mainos|реклама|reklam|广告|広告|광고|إعلان)",
)
_AROUND = " *:|•·–—-_=#.!>»[]()"
_LONGEST = 90


def _index(*forms: str) -> PatternIndex:
    return PatternIndex([re.compile(form, re.IGNORECASE) for form in forms])


_LABELS = _index(*_RELEASE, *_RUBRIC, *_PAGE)
_RELEASE_LABELS = _index(*_RELEASE)


def is_label(line: str) -> bool:
    """Return whether a line labels a release, rubric, menu or advert, and so is not a headline.

    >>> labels = ("FOR IMMEDIATE RELEASE", "** Primary Menu **", "Pressemitteilung 12/03", "Live:")
    >>> [is_label(line) for line in (*labels, "EMBARGOED UNTIL 5 p.m. Tuesday")]
    [True, True, True, True, True]
    >>> [is_label(line) for line in ("Search goes on for lost map", "Press release row ends mayor")]
    [False, False]
    """
    return len(line) <= _LONGEST and _LABELS.fullmatch(line.strip(_AROUND)) is not None


def is_release_label(line: str) -> bool:
    """Return whether a line is the label of a release, which occurs only at its head.

    >>> is_release_label("COMUNICADO DE PRENSA"), is_release_label("News")
    (True, False)
    """
    return len(line) <= _LONGEST and _RELEASE_LABELS.fullmatch(line.strip(_AROUND)) is not None
