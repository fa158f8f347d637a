"""Invented story values: places, people, sentences, quotes and prose that looks like boilerplate."""

from __future__ import annotations

import random
from dataclasses import dataclass

FIRST = "Adela Bero Cassia Dov Ennis Farid Gita Halim Ione Jasper Kessia Lorcan Mirela Nuno".split()
FIRST += "Odile Pavo Rhea Simeon Thora Ugo Vida Wilmer Xenia Yusuf Zelda Tamsin".split()
ONSET = "B D F G H K L M N P R S T V Z Br Dr Gr Kl Pl Sk St Tr".split()
VOWEL = ["a", "e", "i", "o", "u", "ae", "ia", "ou"]
CODA = ["", "", "l", "m", "n", "r", "s", "rn", "ld", "nt", "sk"]
ACCENTS = {"a": "á", "e": "è", "o": "ö", "u": "ü", "i": "í"}
STATE_ENDS = ["ovia", "land", "istan", "mark", "una", "eria", "ania"]
CITY_ENDS = ["burg", "haven", "ford", "polis", "abad", "grad", "ville", "mouth", "stead"]
NAME_ENDS = ["ek", "ova", "ini", "esen", "ard", "off", "ulu", "man", "ell", "ray"]
BEFORE_STATE = ["", "", "", "", "East ", "Upper ", "New ", "Greater "]
BEFORE_CITY = ["", "", "", "", "Port ", "Fort ", "San ", "Lake "]
TOPICS = [
    "canal toll",
    "grain quota",
    "lighthouse",
    "ferry",
    "cable",
    "prisoner exchange",
    "dam",
    "overflight",
    "salt tax",
    "mine-clearing",
    "fishing",
    "pipeline",
]
GEAR = ["tugboats", "patrol craft", "howitzers", "helicopters", "radar masts", "landing barges"]
GOODS = ["flour", "lamp oil", "copper pipe", "seed potatoes", "reactor graphite", "surgical gauze"]
FOLK = ["divers", "pilots", "weavers", "surveyors", "dockers", "nurses", "shepherds", "auditors"]
ORGS = [
    "Lantern Board",
    "Ministry of Roads and Canals",
    "Tidal Authority",
    "Council of Wardens",
    "Office of Weights",
    "National Ferry Union",
    "Atomic Survey Bureau",
]
SITES = ["canal lock", "customs shed", "weather station", "rail bridge", "fuel depot", "radio mast"]
POSTS = [
    "foreign minister",
    "ferry inspector",
    "army spokeswoman",
    "deputy governor",
    "port captain",
    "trade envoy",
    "opposition deputy",
    "museum director",
]
SPANS = ["ten days", "most of a month", "nine hours", "two winters", "a day and a half"]
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

LEADS = [
    "{a} has told {b} that it will reopen the {town} {site} if the {topic} talks begin by {month}.",
    "At least {n} {folk} crossed the river from {a} into {b} on {day}, the {org} says.",
    "The {org} in {city} has put off its vote on the {topic} treaty for {span}.",
    "Envoys from {a} and {b} ended {n} hours of {topic} talks in {city} with no paper to show.",
    "{Post} {p} says {a} will send {n} more {gear} to the {town} {site} before winter.",
    "A convoy carrying {goods} reached {town} on {day}, the first to do so in {span}.",
    "{b} has called the {topic} ruling by a court in {city} a mistake that it can live with.",
]
SENTENCES = [
    "The {topic} file was closed in {year} and opened again two years later.",
    "Nobody at the {org} would say how many {folk} were on the ferry.",
    "The road between {city} and {town} has been cut since {day}.",
    "{Post} {p} said the letter had been read, but not answered.",
    "By {month}, {a} hopes to have {n} {gear} back in service.",
    "Witnesses in {town} said they saw smoke over the {site} for {span}.",
    "The {us} consul in {city} was told of the plan on {day}.",
    "A {un} report puts the cost of the {site} at {n} million crowns.",
    "{b} says the {gear} were there to guard {goods}, nothing more.",
    "The two countries have not exchanged ambassadors since {year}.",
    "It was not clear who had signed for the {goods}.",
    "{p}, who sold {goods} in {town} for thirty years, does not expect to go home soon.",
    "The {org} was founded in {year}, dissolved in {year2} and founded again.",
    "Of the {n} {folk} who applied, {m} were given papers.",
    "Rain stopped the work at the {site} for {span}.",
    'The minister called the offer "late, small and welcome."',
    '"We read the same map," {p} said. "We do not hold it the same way up."',
    '"It is a start," said {post} {p}, "and I have seen worse starts."',
    '"Ask me in {month}," {p} told reporters outside the {site}.',
    "The plan -- if it is a plan -- would move {n} {folk} to {town}.",
    "Its long-range {gear} and its non-military stores would be counted by a third party.",
    "The treaty bars mid- and long-range {gear} within {n} kilometers of the {site}.",
    "Both pre- and post-war borders were drawn through the {site}.",
    "A self-styled council in {town} has claimed the {site} as well.",
    "{c}, which has no coast, sent two observers and a cook.",
    "The fine was set at {n},{mmm} crowns, payable by {month} {dd}.",
    "Only {dec} percent of the {goods} was lost, the {org} says.",
    "Talks in {year} foundered on the same {topic} clause.",
    "The price of {goods} rose by a third in {city} and by half in {town}.",
    "He said the {folk} could return whenever they wished.",
    "She would not be drawn on whether the {gear} were armed.",
    "The hearing (the third since {month}) lasted less than an hour.",
    "What happens after {day} is anyone's guess.",
    "Would the {org} sign? Its chairman laughed and said he had lost his pen.",
    "The ferry to {town} sails at 6:40 a.m. and again at dusk.",
    "The letter was dated {month} {dd}, {year}.",
    "Dr. {p} of St. Maren's College says the levels are falling.",
    "The old fort on the hill above {town} has changed hands {m} times since {year}.",
    "Soldiers waved the trucks through without opening a single crate.",
    "{b} denies it, as it did in {year} and in {year2}.",
    "The {topic} accord runs to {n} pages, most of them maps.",
    "Schools in {town} will stay shut until the {site} is made safe.",
    "Its budget fell from {n} million in {year} to {m} million last year.",
    "The {un} mission has {n} people in {city} and needs twice as many.",
    "Joss T. {last} has run the {site} since {year}.",
    "One crate in ten was opened, weighed and sealed again.",
]
LOWER_STARTS = [
    "al-{last} district, where the {topic} dispute began, was quiet on {day}.",
    "el-{last} market stayed open until midnight.",
    "de {last} and his deputy flew home from {city} without speaking to the press.",
]
DIGIT_STARTS = [
    "{n} {folk} slept in the customs hall on {day} night.",
    "{year} was the last time the two met at all.",
    "12 hours later the {site} was open again.",
]
TRAPS = [
    "The clerk had marked the first file TEXT: and the second one INTRO: but nobody in {town} knew why.",
    "On the lid was painted one word, Date: and no day had ever been set behind it by {p}.",
    "The form asks for a Title: and a Number: but few {folk} of {town} have either.",
    "A note pinned to the {site} door said Text: of the {topic} accord to follow, and none did.",
    "Advertisement of the post in the {city} papers brought {n} replies.",
    "Share of the catch was the sticking point, and the {folk} of {town} would not yield.",
    "Military bands from {a} and {b} played on the same quay for the first time.",
    "Related talks on the {topic} question are to open in {city} within {span}.",
    "Page after page of the treaty had been struck out by hand.",
    "Index cards found at the {site} named {n} {folk}.",
    "Copyright law in {a} dates from {year} and will not change, the {org} says.",
    '"Join the mailing list and wait," was the advice a clerk gave to {p}.',
    "All rights reserved to the boatmen of {town} under the old charter are to end.",
    "Print shops in {town} were told to close by {day}.",
    "Contact between the two armies has been limited to a telephone in the {site}.",
    "Home to {n} {folk}, the island has one well and no harbor.",
    "Search parties from {b} found the {gear} on {day}.",
    "Newsletter sellers shouted the news along the docks of {city}.",
    "Text of the treaty was read aloud for {span}.",
    "End of term for the governor comes in {month}, and nobody wants the post.",
    "Note the {topic} clause, he said, and read it twice.",
    "Intelligence from {b} was late, and wrong, the {org} says.",
    "Subscribe to one view or the other, {p} told the {folk}, but do not sit on the fence.",
    "Space for {n} more {folk} was found aboard the ferry.",
    "Updated charts of the strait will be sold in {city} from {month}.",
    "Source of the leak, the {org} believes, was a pump at the {site}.",
    "Write to wardens@{low}.example if you saw anything, the {org} asked.",
    "The list is kept at http://www.{low}.example/ferry.htm and nowhere else.",
    "Source after source in {town} told the same story of the {site}.",
    "By {p}'s count, {n} crates were missing.",
]
ACTS = [
    "We have been to the door and we have knocked. Now it is for them to open it.",
    "You do not count boats in the dark. You wait for the morning, and then you count them.",
    "I would say this to both of them: put it on paper, and put a date on the paper.",
    "There is water, there is bread, and there is a roof. There is no school and no doctor.",
    "It is a small step. But I have been here {m} years and I can tell you that it is a step.",
    "Nobody wants to be first. Somebody will have to be, and it may as well be {a}.",
    "My neighbors left on {day}. I stayed because of the goats, to be honest with you.",
]
QUESTIONS = [
    "Has anyone spoken to {b} since {day}?",
    "What do you make of the report from {town}?",
    "Is there a date for the {topic} talks?",
    "Can you say who will pay for the {site}?",
    "On {c}, do you have anything new?",
]
REPLIES = [
    "I have nothing for you on that.",
    "We have seen the report. We are looking into it.",
    "Let me say two things about that.",
    "Not that I know of.",
    "That is a matter for {a} and for {b}.",
]
HEADLINES = [
    "{a}, {b} Put Off {Topic} Talks",
    "{a} opens {topic} file again",
    "{p}: {Topic} Offer “Late but Welcome”",
    "{n} {Folk} Cross River Into {b}",
    "Who Owns the {town} {Site}?",
    "{a} Says {topic} treaty is near, {b} is silent",
    "Report: {b} Moves {Gear} Toward {town}",
    "{org} Puts {Topic} Vote Off to {month}",
    "No Ferry to {town}, Says {a}",
]


@dataclass(frozen=True)
class Person:
    """One invented person."""

    first: str
    initial: str
    last: str

    @property
    def full(self) -> str:
        """The name in full, with the initial if there is one."""
        middle = f"{self.initial}. " if self.initial else ""
        return f"{self.first} {middle}{self.last}"


class Teller:
    """Invents the values of one story, always the same for the same random source."""

    def __init__(self, rng: random.Random, *, radio: bool = False, accents: bool = False) -> None:
        self.rng = rng
        self.accents = accents
        self.us, self.un = ("U-S", "U-N") if radio else ("U.S.", "U.N.")
        self.a, self.b, self.c = (self.state() for _ in range(3))
        self.city, self.town = self.place(), self.place()
        self.people = [self.person() for _ in range(4)]
        self.topic, self.site, self.org = rng.choice(TOPICS), rng.choice(SITES), rng.choice(ORGS)
        self.gear, self.goods, self.folk = rng.choice(GEAR), rng.choice(GOODS), rng.choice(FOLK)
        self.traps: list[str] = []
        self._told: set[str] = set()

    def _word(self, syllables: int) -> str:
        made = ""
        for index in range(syllables):
            onset = self.rng.choice(ONSET)
            vowel = self.rng.choice(VOWEL)
            if self.accents and self.rng.random() < 0.4:
                vowel = "".join(ACCENTS.get(ch, ch) for ch in vowel)
            made += (onset if not index else onset.lower()) + vowel
        return made + self.rng.choice(CODA)

    def state(self) -> str:
        """An invented country."""
        return (
            self.rng.choice(BEFORE_STATE)
            + self._word(self.rng.choice((1, 2)))
            + self.rng.choice(STATE_ENDS)
        )

    def place(self) -> str:
        """An invented town."""
        return self.rng.choice(BEFORE_CITY) + self._word(1) + self.rng.choice(CITY_ENDS)

    def person(self, *, initials: bool = True) -> Person:
        """An invented person."""
        initial = self.rng.choice("BDHJLT") if initials and self.rng.random() < 0.3 else ""
        return Person(self.rng.choice(FIRST), initial, self._word(1) + self.rng.choice(NAME_ENDS))

    def fill(self, template: str) -> str:
        """Fill one template with this story's values and fresh numbers."""
        rng = self.rng
        post, person = rng.choice(POSTS), rng.choice(self.people)
        return template.format(
            a=self.a,
            b=self.b,
            c=self.c,
            city=self.city,
            town=self.town,
            p=person.full,
            last=person.last,
            post=post,
            Post=post[0].upper() + post[1:],
            topic=self.topic,
            Topic=self.topic.title(),
            site=self.site,
            Site=self.site.title(),
            org=self.org,
            gear=self.gear,
            Gear=self.gear.title(),
            goods=self.goods,
            folk=self.folk,
            Folk=self.folk.title(),
            us=self.us,
            un=self.un,
            n=rng.randint(11, 990),
            m=rng.randint(3, 40),
            mmm=f"{rng.randint(0, 999):03d}",
            dd=rng.randint(1, 28),
            dec=f"{rng.randint(1, 9)}.{rng.randint(1, 9)}",
            year=rng.randint(1948, 1979),
            year2=rng.randint(1980, 1994),
            month=rng.choice(MONTHS),
            day=rng.choice(DAYS),
            span=rng.choice(SPANS),
            low="".join(ch for ch in self.town.lower() if ch.isascii() and ch.isalpha()),
        )

    def one(self, templates: list[str]) -> str:
        """Fill a template that this story has not used, if any is left."""
        fresh = [each for each in templates if each not in self._told] or templates
        chosen = self.rng.choice(fresh)
        self._told.add(chosen)
        return self.fill(chosen)

    def paragraph(self, most: int = 4) -> str:
        """One paragraph of plain prose, one sentence or a few."""
        draw = self.rng.random()
        if draw < 0.05:
            return self.one(LOWER_STARTS)
        if draw < 0.1:
            return self.one(DIGIT_STARTS)
        count = 1 if draw < 0.28 else self.rng.randint(2, most)
        return " ".join(self.one(SENTENCES) for _ in range(count))

    def body(self, least: int = 4, most: int = 12) -> list[str]:
        """The lead and the paragraphs after it, with a trap or two among them."""
        rng = self.rng
        told = [self.one(LEADS)]
        if rng.random() < 0.6:
            told[0] += " " + self.one(SENTENCES)
        told += [self.paragraph() for _ in range(rng.randint(least, most) - 1)]
        for _ in range(rng.choice((0, 1, 1, 2))):
            trap = self.one(TRAPS)
            self.traps.append(trap)
            at = rng.randrange(1, len(told))
            if rng.random() < 0.5:
                told.insert(at, trap)
            else:
                told[at] += " " + trap
        if rng.random() < 0.5:  # a last paragraph that ends as most do
            told.append(self.one(SENTENCES[:14]))
        return told

    def act(self) -> str:
        """The words of an act."""
        return self.one(ACTS)

    def exchange(self) -> tuple[str, str]:
        """A question of a briefing and its answer."""
        answer = self.one(REPLIES)
        if self.rng.random() < 0.7:
            answer += " " + self.one(SENTENCES)
        return self.one(QUESTIONS), answer

    def headline(self) -> str:
        """A title line."""
        made = self.one(HEADLINES)
        return made[0].upper() + made[1:]

    def slug(self) -> str:
        """Slug words, as a desk would write them."""
        rng = self.rng
        topic = self.topic.split()[0].title()
        return rng.choice((" / ", " - ", " ", "/", ": ")).join(
            (self.a, rng.choice((self.b, topic)))
        )

    def intro(self, byline: str, place: str) -> str:
        """An announcer's introduction."""
        start = self.one(LEADS)
        if self.rng.random() < 0.5:
            start += " " + self.one(SENTENCES[:14])
        end = self.rng.choice(
            (
                "But as {who} reports from {where}, it may not be that simple.",
                "{who} reports from {where}.",
                "{who} has more from {where}.",
                "Correspondent {who} in {where} has this report.",
                f"As {{who}} tells us, {self.b} is not convinced.",
            )
        )
        return start + " " + end.format(who=byline, where=place)
