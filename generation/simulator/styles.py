"""How people of different styles put a request: openings, closings, and what becomes of the words."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from .spoken import Habit

# {v} base verb phrase, {g} gerund phrase; the object and its clauses follow
_ASK = {
    "formal": "I would like to {v}|Could you please {v}|I would appreciate it if you could {v}|Would you kindly {v}|"
    "May I ask you to {v}|I am writing to ask you to {v}|It would be helpful if you could {v}|I would be grateful if you "
    "could {v}|Please {v}|I require your assistance to {v}|I should like to {v}|Would it be possible to {v}",
    "casual": "Can you {v}|Could you {v}|I want to {v}|Let's {v}|Mind {g}|I'd like to {v}|I wanna {v}|Can we {v}|"
    "I'm trying to {v}|Go ahead and {v}|Help me {v}|I gotta {v}|I was thinking we could {v}|How about you {v}|{V}",
    "terse": "{V}|Please {v}|Need to {v}|{V}|Want to {v}|{V}|Just {v}",
    "chatty": "I was hoping you could {v}|do you think you could {v}|could you be a star and {v}|I've been meaning to {v}|"
    "I'd really love to {v}|would you help me {v}|I finally want to {v}|I promised myself I'd {v}|so I figured I should {v}|"
    "any chance you could {v}|I was wondering if you could {v}|I thought it would be smart to {v}",
    "polite": "Could you please {v}|Would you mind {g}|If it's not too much trouble, could you {v}|May I ask you to {v}|"
    "Would you be so kind as to {v}|I'd be grateful if you could {v}|Please could you {v}|Might you {v}|I'd very much like to "
    "{v}|When you have a moment, please {v}|I hope you don't mind, but could you {v}",
    "hurried": "need to {v} asap|quickly {v}|can you {v} right away|gotta {v} fast|pls {v}|no time, just {v}|{v} now please|"
    "need you to {v}|asap: {v}|fast please, {v}|running late, {v}|quick, {v}|have to {v} real quick",
    "non-native": "Please can you {v}|I would like that you {v}|It is possible to {v}|I want to {v}|Could you to {v}|I need to {v}|"
    "I like to {v} now|How I can {v}|Can you help me for to {v}|You can please {v}|I am wanting to {v}|Now I must {v}",
    "expert": "{V}|I need to {v}|Please {v}|Go ahead and {v}|I'd like you to {v}|I want to {v}|Let's {v}|Time to {v}|Can you {v}|{V}",
}
_WANT = {  # {n} a noun phrase; for tools that answer a question
    "formal": "I am looking for {n}|I would like to receive {n}|I require {n}|Could you provide me with {n}|I would be interested in {n}|"
    "May I have {n}|I would like to know {n}",
    "casual": "I'm after {n}|Got {n}|I'm looking for {n}|I need {n}|Show me {n}|What's {n}|Can I get {n}|I could use {n}|Let me see {n}|"
    "Hit me with {n}|Any idea about {n}",
    "terse": "Need {n}|{N}|{N}, please|Looking for {n}|Show {n}|{N}?|Want {n}",
    "chatty": "I'm dying to see {n}|I've been wondering about {n}|I could really use {n}|tell me everything about {n}|"
    "I'm so curious about {n}|let me have {n}|I'd love to see {n}",
    "polite": "May I have {n}|Could I see {n}|I'd be glad to get {n}|Could you tell me {n}|I'd appreciate {n}|Could I trouble you for {n}|"
    "Would you show me {n}",
    "hurried": "need {n} now|{n}, quick|just give me {n}|show me {n} fast|what's {n}|{n} asap|gimme {n}",
    "non-native": "I need to know {n}|Please tell me which is {n}|I am looking {n}|Please show to me {n}|I search for {n}|Can I have {n}|"
    "Give me please {n}",
    "expert": "I need {n}|Pull up {n}|Give me {n}|Show me {n}|Let me see {n}|What's {n}|I'm after {n}",
}
_WONDER = {  # {c} a clause: `how clean the air is in Lyon`
    "formal": "I would like to know {c}|Could you inform me {c}|Please let me know {c}|May I ask {c}|I would be interested to learn {c}|"
    "Would you kindly tell me {c}",
    "casual": "Can you tell me {c}|Do you know {c}|I wanna know {c}|Any idea {c}|Tell me {c}|I'm wondering {c}|Can you check {c}|"
    "Let me know {c}",
    "terse": "Check {c}|Tell me {c}|{c}?|Need to know {c}|Find out {c}",
    "chatty": "I keep wondering {c}|do you happen to know {c}|I'm so curious {c}|could you find out {c} for me|I'd love to know {c}|"
    "tell me honestly, {c}",
    "polite": "Could you please tell me {c}|Would you mind checking {c}|I'd be grateful to know {c}|May I ask {c}|Please could you check {c}|"
    "Could you let me know {c}",
    "hurried": "quick, {c}|tell me {c} asap|need to know {c} now|can you check {c} fast|just tell me {c}|find out {c} pls",
    "non-native": "Please tell me {c}|I want to know {c}|Can you say me {c}|I ask me {c}|You know {c}|I need to understand {c}",
    "expert": "Check {c}|I need to know {c}|Determine {c}|Find out {c}|Tell me {c}|Report {c}|Can you confirm {c}",
}
_CLOSE = {
    "formal": "Thank you.|Thank you in advance.|I appreciate your assistance.|Many thanks.|Thank you for your time.|Kind regards.|I am grateful for your help.|Your help is appreciated.|With kind regards.",
    "casual": "Thanks!|Cheers.|Thanks a bunch.|That'd be great.|Ta!|Appreciate it.|You rock.|Thx!|Much appreciated!|Thanks in advance!|You're a lifesaver.|Thank you!",
    "terse": "Thanks.|Thx.",
    "chatty": "That would make my day!|You're the best!|I'd be lost without you, honestly.|Thanks so much, really!|"
    "Can't wait to hear!|It would take such a load off my mind.|I owe you one!|You have no idea how much this helps!|I'd be so grateful!|Thanks a million!",
    "polite": "Thank you so much.|Thanks very much for your help.|I'd really appreciate it.|Many thanks in advance.|"
    "That would be lovely, thank you.|Thank you kindly.|I'd be most grateful.|Thank you in advance for your help.|With many thanks.",
    "hurried": "thx|thanks, gotta run|need it in a minute|no rush... kidding, rush|hurry pls|thx in advance",
    "non-native": "Thank you very much for the help.|I thank you.|Thanks you so much.|Many thanks for your work.|I wait your answer, thanks.",
    "expert": "Thanks.|That should be all you need.|No need to double-check with me.|Nothing else to set.",
}
_CLOSE_RATE = {"formal": 0.25, "casual": 0.18, "terse": 0.04, "chatty": 0.3, "polite": 0.35, "hurried": 0.25, "non-native": 0.25,
               "expert": 0.08}  # fmt: skip
_GREET = {
    "formal": "Good day.|Good morning.|Hello.|Good afternoon.|Dear assistant,|Greetings.",
    "casual": "Hey!|Hey there,|Hi!|Yo,|Hey,|Hi there!|Howdy,",
    "terse": "Hi.|Hello.",
    "chatty": "Hi there!|Hello hello!|Hey, hope you're having a good one!|Hi! What a day it's been.|Oh hi!|Hey you!",
    "polite": "Hello!|Good morning!|Hi, I hope you're well.|Hello there.|Hi, sorry to bother you.|Good day to you.",
    "hurried": "hey|hi|quick one:|hey quick question,|ok so|in a rush here,",
    "non-native": "Hello dear.|Hi, good day.|Hello sir or madam.|Good day to you.|Hello, I am new here.|Hello friend.",
    "expert": "Hi.|Hello.|Morning.|Quick task.|Right,",
}
_NEXT = {  # fits any answer, a good one and a bad one
    "formal": "Thank you.|Understood.|I see, thank you.|That is clear.|Noted, thank you.|Thank you for the information.|Very well.|I have taken note of that.|That answers my question.|Thank you for the details.|I am obliged to you.",
    "casual": "Alright.|Okay, cool.|Gotcha.|Good to know.|Okay, thanks.|Right, thanks.|Ah, okay.|Fair enough.|Makes sense.|Thanks for checking.|Ah, good.|Okay, that works.|Right, so that's that.|Cool, noted.|Hm, okay.",
    "terse": "OK.|Got it.|Thanks.|Noted.|Right.|Understood.|I see.|Okay.|Clear.|Good to know.",
    "chatty": "Ha, good to know!|Ooh, interesting!|Oh, I see!|Well, there you go.|Okay, that clears it up.|Thanks for looking that up!|"
    "Right, now I know.|Ah, that explains a few things.|Huh, I didn't expect that!|Okay, I'm writing that down.|Well, well!|Good thing I asked!|You learn something every day.",
    "polite": "Thank you, that's very kind.|Thanks, much appreciated.|I appreciate that.|Thank you for checking.|That's very helpful.|"
    "Thank you for looking into it.|I see, thank you.|Thank you for the clear answer.|Good to know, thank you.|That's kind of you.|Thank you, I've made a note of it.",
    "hurried": "ok thx|k|got it|yep ok|ok moving on|right|noted|k thanks|ok clear|alright|fine thx|good to know",
    "non-native": "Thank you for this.|I understand.|Ok, I see.|Good, thanks to you.|Ok, now I know it.|Thank you, it is clear.|I have understood.|Ok, I write it down.|Good to know it.|Ah, it is so.|Thanks for to look.",
    "expert": "Makes sense.|Confirmed.|Understood.|Right.|OK.|Noted.|Got it.|Thanks, that's clear.|That's what I needed.|Fine, got the numbers.|Clear.|Thanks for confirming.",
}
_PLEASED = {  # for something that was done as asked
    "formal": "That is helpful.|Very good.|Excellent.|That is settled, then.|Thank you for arranging that.|Splendid.|I am glad to hear it.|That is most satisfactory.",
    "casual": "Nice.|Cool.|Sweet, thanks.|Awesome.|Great stuff.|Sounds good.|Perfect.|Lovely, thanks.|That was quick.|That's one thing done.|Brilliant.|Easy.|Good stuff.",
    "terse": "Good.|Fine.|Great.|Perfect.",
    "chatty": "Oh that's wonderful!|Brilliant, that helps a lot.|Well, that's a relief.|Lovely!|You've made this so easy.|"
    "That's exactly what I was hoping for.|Look at that, done already!|One thing less to worry about!|That went smoothly!|Hooray, done!|I could get used to this!",
    "polite": "That's lovely, thank you.|Wonderful, thanks.|Perfect, thank you so much.|Thank you for sorting that out.|How kind, thank you.|I'm so glad that worked.|That is a relief, thank you.",
    "hurried": "ok good|great thx|fine|cool cool|perfect moving on|nice|done, good",
    "non-native": "Ok, very good.|It is good for me.|Very nice.|Ok, perfect like this.|I am happy with this.",
    "expert": "Good.|That checks out.|As expected.|Works.|Fine.|Done, then.|No complaints.|Smooth.",
}
_THEN = {
    "formal": "Next,|In addition,|Furthermore,|Following that,|On a related matter,|With that settled,",
    "casual": "So next,|Also,|Now,|While you're at it,|One more thing:|Okay so|And hey,|Next up,",
    "terse": "Next:|Also:|Then|Now",
    "chatty": "And while I have you,|Oh, and one more thing,|Now here's the next bit,|That reminds me,|So, moving along,|"
    "Since we're on a roll,",
    "polite": "If I may ask one more thing,|While I'm here,|One more small thing,|And if you don't mind,|Also,|Next,",
    "hurried": "ok next|also|now|then|moving on,|next thing,",
    "non-native": "And now|Then,|After this,|Also,|Now for the other thing,|So,",
    "expert": "Next,|Now|Then|Moving on:|Follow-up:|Also,",
}


class Place(NamedTuple):
    """Where words stand in a message.

    Args:
        inside: Something stands before them, so that they cannot open the message: no `running late, ...`.
        calm: The message has said that it is urgent; once is enough.
    """

    inside: bool = False
    calm: bool = False


FREE_PLACE = Place()
_OPENS = re.compile(r"(?:now|time to|so|then)\b|[^{]*[,:][^{]*\{", re.IGNORECASE)
URGENT = re.compile(
    r"(?i)\b(?:asap|right away|fast|quick(?:ly)?|now|hurry|rush|no time|running late|real quick|gotta run|in a minute)\b"
)


@lru_cache(4096)
def _fitting(options: str, place: Place) -> tuple[str, ...]:
    """Return the phrases of a list that may stand in a place; all of them if none may."""
    phrases = tuple(options.split("|"))
    fitting = tuple(
        phrase
        for phrase in phrases
        if not (place.inside and _OPENS.match(phrase)) and not (place.calm and URGENT.search(phrase))
    )
    return fitting or phrases


@dataclass(frozen=True, slots=True)
class Style:
    """A way of speaking, by the name of one of the eight profiles it draws on, and what one person does alike throughout."""

    name: str
    profile: str
    habit: Habit | None = None

    def _pick(self, table: Mapping[str, str], rng: random.Random, place: Place = FREE_PLACE) -> str:
        return rng.choice(_fitting(table[self.profile], place))

    def ask(self, rng: random.Random, place: Place = FREE_PLACE) -> str:
        """Return a frame with `{v}`, `{V}` or `{g}`, fit for where it stands."""
        return self._pick(_ASK, rng, place)

    def want(self, rng: random.Random, place: Place = FREE_PLACE) -> str:
        """Return a frame with `{n}` or `{N}`, fit for where it stands."""
        return self._pick(_WANT, rng, place)

    def wonder(self, rng: random.Random, place: Place = FREE_PLACE) -> str:
        """Return a frame with `{c}`, a clause that begins with a question word, fit for where it stands."""
        return self._pick(_WONDER, rng, place)

    def greeting(self, rng: random.Random) -> str:
        """Return how a first message opens."""
        return self._pick(_GREET, rng)

    def reaction(self, rng: random.Random, pleased: bool = False) -> str:
        """Return how a later message takes note of the answer before it; pleased only where something was done as asked."""
        return self._pick(_PLEASED if pleased and rng.random() < 0.6 else _NEXT, rng)

    def transition(self, rng: random.Random) -> str:
        """Return how a later message turns to the next request."""
        return self._pick(_THEN, rng)

    def closing(self, rng: random.Random, place: Place = FREE_PLACE) -> str:
        """Return a closing phrase, mostly none."""
        return self._pick(_CLOSE, rng, place) if rng.random() < _CLOSE_RATE[self.profile] else ""

    @property
    def literal(self) -> float:
        """How often a date is written as ISO."""
        return {"terse": 0.6, "expert": 0.8, "hurried": 0.25, "formal": 0.25}.get(self.profile, 0.15)

    @property
    def wordy(self) -> float:
        """How often a request gets a sentence of background."""
        return {
            "chatty": 0.6,
            "formal": 0.25,
            "polite": 0.3,
            "casual": 0.25,
            "non-native": 0.25,
            "expert": 0.1,
        }.get(self.profile, 0.05)

    def finish(self, text: str, rng: random.Random) -> str:
        """Apply what the style does to finished words; values are still placeholders, so they stay as they are."""
        if self.profile == "hurried":
            text = re.sub(r"(?<![\w])([A-Z])(?=[a-z' ])", lambda match: match[1].lower(), text)
            text = re.sub(r"\bi\b", "i", text)
            text = text[:-1] if text.endswith(".") and rng.random() < 0.8 else text
        elif self.profile == "terse":
            text = re.sub(r"\b(?:please )?(?<!of )the (?=\w+ \x01)", "", text)
        elif self.profile == "non-native":
            text = re.sub(
                r"\b(?:a|an|the) (?=[a-z])", lambda match: match[0] if rng.random() < 0.55 else "", text
            )
        elif self.profile == "formal":
            for short, full in (("I'd ", "I would "), ("I'm ", "I am "), ("What's ", "What is "), ("it's ", "it is "), ("It's ", "It is "),
                                ("I'll ", "I will "), ("I've ", "I have "), ("don't ", "do not "), ("That's ", "That is "),
                                ("we're ", "we are "), ("can't ", "cannot ")):  # fmt: skip
                text = text.replace(short, full)
        return text


_HINTS = (
    ("formal", r"formal|business|official|professional|academic"), ("terse", r"terse|short|brief|concise|minimal|laconic"),
    ("chatty", r"chatty|talkative|friendly|verbose|warm|story"), ("polite", r"polite|courteous|kind|gentle|humble"),
    ("hurried", r"hurr|rush|urgent|impatient|busy"), ("non-native", r"non.?native|learner|foreign|broken|esl"),
    ("expert", r"expert|technical|engineer|precise|domain"), ("casual", r"casual|slang|relaxed|informal|young|teen"),
)  # fmt: skip


def style_of(name: str, description: str = "") -> Style:
    """Return the style of a name; one that is not ours is understood by its name and description, else casual."""
    if name in _ASK:
        return Style(name, name)
    text = f"{name} {description}".lower()
    return Style(name, next((profile for profile, pattern in _HINTS if re.search(pattern, text)), "casual"))
