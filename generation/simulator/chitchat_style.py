"""How people of each style put their small talk: what comes before it, what after it, and what the words become."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import partial

from .chitchat_grammar import Pattern, compile_pattern, fill


def _patterns(text: str) -> tuple[Pattern, ...]:
    return tuple(compile_pattern(line.strip()) for line in text.strip().splitlines())


# A lead that ends in a comma runs into the sentence, any other stands before it.
_LEADS = {
    "formal": _patterns("""
        On a {lighter|different|more personal} note,
        If I may {digress|stray} for a moment:
        {Incidentally|As an aside|By way of small talk},
        {Permit|Allow} me a {brief|short} remark:
        {Before we continue|While we are here}, a {small|personal} observation:
        I must {admit|confess} something:
        """),
    "casual": _patterns("""
        {By the way|Btw|Oh|Anyway|So}, {random thought|funny thing|side note}:
        {Honestly|Tbh|Not gonna lie|Haha},
        {Random|Totally random|Unrelated}, but
        {You know what|Guess what|Here's a thing}:
        {Ok so|Alright so|Hm}, not {work|task} related:
        """),
    "terse": _patterns("""
        {Aside|Side note|Unrelated|Off topic}:
        {Funny|Odd} thing:
        {Anyway.|Well.|Hm.}
        """),
    "chatty": _patterns("""
        Oh, you'll {like|enjoy|laugh at} this one:
        {You won't believe it|I have to tell somebody|I was just telling my sister|This always makes me laugh}:
        {While I've got you|Since we're chatting|Before I forget|Funny you bring that up}, {a little story|here's the thing|small confession}:
        {Oh my,|Ha,|Ooh,} {don't get me started|where do I begin|this reminds me}!
        {I was thinking about this on the stairs|It came up at dinner yesterday|My friends have heard it twice already}:
        """),
    "polite": _patterns("""
        If you {don't mind|'ll forgive} {a little small talk|me rambling|a word on the side},
        {I hope it's all right to say this|Forgive me for wandering off|Please excuse the detour}:
        {If it isn't a bother|If I may|Just between us},
        {I hope you don't mind me saying|It may be silly, but here it is}:
        """),
    "hurried": _patterns("""
        {quick thought|side note|real quick|random|while it loads|before i forget}:
        {haha|ugh|phew|ok|anyway|lol},
        {two seconds|one sec|just quickly}, unrelated:
        """),
    "non-native": _patterns("""
        I {tell|say} you something:
        {Now something other|A little thing from my life|For to talk a bit}:
        {My friends laugh about me|Maybe it is strange}, but
        {Excuse me for speaking of other thing|It is not about the task}:
        {You know|Really|For me},
        """),
    "expert": _patterns("""
        {One practical note|Lesson learned|Small case study|From practice}:
        {An observation|One observation|A data point|My rule of thumb}, {for what it's worth|off the record|unrelated to the task}:
        {Field notes|A note from the trenches|War story}:
        {Between two tasks|While that settles}:
        """),
}
_ACKS = {
    "formal": _patterns(
        "{Thank you, that is clear.|Very good, thank you.|I appreciate that.|That settles it, thank you.}"
    ),
    "casual": _patterns(
        "{Nice, thanks.|Cool, thanks!|Sweet.|Great, cheers.|Good stuff.|Awesome.|Alright, good.}"
    ),
    "terse": _patterns("{Good.|Thanks.|Fine.|Noted.|Right.}"),
    "chatty": _patterns(
        "{Oh lovely, that's one worry less!|Brilliant, thank you so much!|Perfect, that was quick!|Wonderful, now I can breathe.}"
    ),
    "polite": _patterns(
        "{Thank you, that's very kind.|Thanks so much for that.|That's lovely, thank you.|Much appreciated, truly.}"
    ),
    "hurried": _patterns("{ok great|thx|perfect|got it|cool, thanks}"),
    "non-native": _patterns(
        "{Ok, thank you.|Very good, thanks.|It is perfect, thank you.|I understand, thank you.}"
    ),
    "expert": _patterns("{Good.|That checks out.|As expected, thanks.|Right, thanks.|Makes sense.}"),
}
_ASK_LEADS = {
    "formal": _patterns("""
        {I would value your opinion|I should like to hear your view|May I ask your opinion}:
        {I have often wondered|It is a question I return to}:
        {If I may ask|Out of curiosity},
        """),
    "casual": _patterns("""
        {What do you reckon|Tell me|Honest opinion|Quick question for you}:
        {Just wondering|Just curious|So|Serious question},
        """),
    "terse": _patterns("{Question|Your take|Curious|Opinion}:"),
    "chatty": _patterns("""
        {Now tell me|Be honest with me|Settle this for us|I've always wanted to ask somebody}:
        {So I keep wondering|And here's what puzzles me|My sister and I argue about this all the time}:
        """),
    "polite": _patterns("""
        {May I ask|If I may ask|I'd love your thoughts on this|Would you mind telling me}:
        {If you have an opinion on it|If it's not too odd a question|I'd be curious},
        """),
    "hurried": _patterns("{quick q|fast opinion|just wondering|tell me}:"),
    "non-native": _patterns("""
        {I want to ask your opinion|What you think about this|I am curious}:
        {Please tell me|Maybe you know it}:
        """),
    "expert": _patterns("""
        {Your take|Sanity check|Second opinion|Genuine question}:
        {I have my own view, but|Curious where you land on this}:
        """),
}
_TAILS = {
    "formal": _patterns("""
        {It is merely a passing thought|I only mention it in passing|That is all I wished to say on the matter}.
        {One learns to live with it|One does wonder at times|It is a modest pleasure|Such is life}.
        """),
    "casual": _patterns(
        "{Haha.|Oh well.|Just saying.|Go figure.|Anyway!|It is what it is.|Classic.|Never mind me.}"
    ),
    "terse": _patterns("{Oh well.|Just saying.|There it is.}"),
    "chatty": _patterns("""
        {Anyway, enough about me|Listen to me going on|My friends know the full version|I could talk about this for hours}!
        {You should have seen my face|We still laugh about it at home|It's a whole saga, honestly}.
        {Nothing to do for you there, I just like to chat|No need to do anything, I'm only thinking out loud}.
        """),
    "polite": _patterns("""
        {Thank you for listening|Thanks for bearing with me|I do enjoy our little chats}.
        {Just a passing thought, no need to act on it|I only wanted to share that}.
        """),
    "hurried": _patterns("{anyway, moving on|lol|ok back to it in a sec|whatever|right, where was i}"),
    "non-native": _patterns(
        "{It is like this the life.|I only wanted to tell it.|Is funny, no?|But it is ok.|This is my small story.}"
    ),
    "expert": _patterns(
        "{Small sample, I know.|Make of that what you will.|Your mileage may vary.|Others will disagree.|Old lesson, still true.}"
    ),
}
_RATES = {  # lead, lead of a question, acknowledgement, tail
    "formal": (0.45, 0.4, 0.3, 0.3),
    "casual": (0.4, 0.3, 0.25, 0.3),
    "terse": (0.15, 0.2, 0.15, 0.08),
    "chatty": (0.6, 0.5, 0.4, 0.6),
    "polite": (0.5, 0.5, 0.4, 0.35),
    "hurried": (0.45, 0.35, 0.25, 0.3),
    "non-native": (0.4, 0.4, 0.3, 0.35),
    "expert": (0.5, 0.35, 0.2, 0.25),
}
SHAPES = {  # weights of: statement, statement and question, question
    "formal": (0.35, 0.4, 0.25),
    "casual": (0.4, 0.4, 0.2),
    "terse": (0.55, 0.1, 0.35),
    "chatty": (0.3, 0.65, 0.05),
    "polite": (0.3, 0.4, 0.3),
    "hurried": (0.5, 0.2, 0.3),
    "non-native": (0.4, 0.35, 0.25),
    "expert": (0.4, 0.35, 0.25),
}

FRAMES = tuple(
    pattern for table in (_LEADS, _ASK_LEADS, _TAILS) for patterns in table.values() for pattern in patterns
)
_KEEP_CAPITAL = re.compile(
    r"(?:I\b|Sundays?\b|Mondays?\b|Friday|Tennis on TV|Excel|Netflix|French|Spanish|German|English|Japanese|Venus)"
)
_FULL_FORMS = (
    ("can't", "cannot"),
    ("won't", "will not"),
    ("n't ", " not "),
    ("n't,", " not,"),
    ("I'm ", "I am "),
    ("I've ", "I have "),
    ("I'd ", "I would "),
    ("I'll ", "I will "),
    ("we're ", "we are "),
    ("We're ", "We are "),
    ("we've ", "we have "),
    ("We've ", "We have "),
    ("we'll ", "we will "),
    ("you'd ", "you would "),
    ("they're ", "they are "),
    ("'s been ", " has been "),
    ("'s stuck", " is stuck"),
    ("It's ", "It is "),
    ("it's ", "it is "),
    ("What's ", "What is "),
    ("what's ", "what is "),
    ("That's ", "That is "),
    ("that's ", "that is "),
    ("There's ", "There is "),
    ("there's ", "there is "),
    ("she's a", "she is a"),
    ("he's a", "he is a"),
)
_LEARNER = (
    (re.compile(r"\b(?:a|an|the) (?=[a-z])"), "", 0.45),
    (re.compile(r"\b(he|she|it) doesn't\b"), r"\1 don't", 0.7),
    (re.compile(r"\bHow do (people|you|teams|adults) "), r"How \1 ", 0.5),
    (re.compile(r"\bmakes me\b"), "make me", 0.5),
    (re.compile(r"\bin my (?=[a-z])"), "on my ", 0.3),
    (re.compile(r"\bused to\b"), "was used to", 0.3),
    (re.compile(r"\bmuch\b"), "very much", 0.2),
)
_SUBORDINATE = re.compile(r"(?:When|If|After|Before|As|While|Since|Once|Although|To)\b")


def lower_first(text: str) -> str:
    """Lower the first letter unless the word keeps its capital."""
    return text if _KEEP_CAPITAL.match(text) else text[:1].lower() + text[1:]


def lead_in(lead: str, sentence: str) -> str:
    """Put a lead before a sentence, which it runs into if it ends in a comma, a colon or `but`."""
    joined = lead.endswith(",") or lead.endswith(" but")
    return f"{lead} {lower_first(sentence) if joined or lead.endswith(':') else sentence}"


def dress(profile: str, say: str, ask: str, answered: bool, rng: random.Random) -> str:
    """Put a statement and a question, either of which may be empty, into one message of a style.

    Args:
        profile: One of the eight styles.
        say: A statement, or "".
        ask: A question, or "".
        answered: Whether something was said before that can be acknowledged.
        rng: Source of every choice.
    """
    lead_rate, ask_rate, ack_rate, tail_rate = _RATES[profile]
    reword = _REWORD.get(profile)
    parts = [fill(rng.choice(_ACKS[profile]), rng)] if answered and rng.random() < ack_rate else []
    if say:
        say = reword(say, rng) if reword else say
        parts.append(
            lead_in(fill(rng.choice(_LEADS[profile]), rng), say) if rng.random() < lead_rate else say
        )
    if ask:
        ask = reword(ask, rng) if reword else ask
        parts.append(
            lead_in(fill(rng.choice(_ASK_LEADS[profile]), rng), ask) if rng.random() < ask_rate else ask
        )
    elif rng.random() < tail_rate:
        parts.append(fill(rng.choice(_TAILS[profile]), rng))
    if profile == "hurried":
        return _hurried(parts, rng)
    return " ".join(parts)


def _formal(text: str, rng: random.Random) -> str:
    for short, full in _FULL_FORMS:
        text = text.replace(short, full)
    return text


def _terse(text: str, rng: random.Random) -> str:
    head, comma, _ = text.partition(",")
    if (
        comma
        and text.endswith(".")
        and len(head.split()) >= 5
        and not _SUBORDINATE.match(head)
        and rng.random() < 0.7
    ):
        text = head + "."
    short = re.sub(r"^(?:I'm|I am|I've|It's|There's|We're) |^I (?=[a-z]+ )", "", text)
    return short[:1].upper() + short[1:] if text.endswith(".") and rng.random() < 0.4 else text


def _learner(text: str, rng: random.Random) -> str:
    text = _formal(text, rng) if rng.random() < 0.6 else text
    for wrong, right, rate in _LEARNER:
        text = wrong.sub(partial(_maybe, right=right, rate=rate, rng=rng), text)
    return text[:1].upper() + text[1:]


def _maybe(match: re.Match[str], right: str, rate: float, rng: random.Random) -> str:
    return match.expand(right) if rng.random() < rate else match[0]


def _hurried(parts: list[str], rng: random.Random) -> str:
    parts = [part[:1].lower() + part[1:] if not _KEEP_CAPITAL.match(part) else part for part in parts]
    text = " ".join(part if part[-1] in ".?!:," else f"{part}." for part in parts)
    if rng.random() < 0.5:
        text = re.sub(r"\bI\b", "i", text)
    return text.rstrip(".") if rng.random() < 0.8 else text


_REWORD: dict[str, Callable[[str, random.Random], str]] = {
    "formal": _formal,
    "terse": _terse,
    "non-native": _learner,
}
