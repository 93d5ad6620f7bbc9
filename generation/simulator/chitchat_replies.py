"""What an assistant puts around a tip: how it takes up the user's mood, how it ends, what it says to the unknown."""

from __future__ import annotations

import random
import re
from typing import Literal

from .chitchat_grammar import Pattern, compile_pattern, fill

_WORD = re.compile(r"[a-z]+")
Mood = Literal["question", "glad", "sorry", "plain"]

_SORRY = frozenset(
    "afraid annoy annoyed annoying anxious awful awake broke cold complain cruel dread dreading drowned "
    "embarrassing exhausted exhausting fear frightening grumpy hate headaches hopeless hurt ill lonely "
    "lose lost nervous nightmare overwhelmed pain panic regret ruins sad sadly shake shock soaked stole "
    "stolen stress stressed stuck terrible terribly tired tires tiring torture unfair useless worn "
    "worries worry worst".split()
)
_GLAD = frozenset(
    "adore appreciate beamed best calming charming cheerful delightful enjoy enjoying excited "
    "fantastic favorite favourite fun glad great happier happy helpful hilarious joy "
    "love loved lovely lucky nice peaceful proud romantic saint satisfying wonderful".split()
)
# takes back the glad word beside it: `my least favourite exam`, `lovely until someone orders olives only`
_TURNED = re.compile(
    r"\b(?:least|hard to|no longer|not|never|can't|cannot|don't|isn't|wasn't|until|but|except|wrong|instead of|deleted|excuses|used to)\b"
)
_OPENINGS: dict[Mood, tuple[tuple[float, str], ...]] = {
    "question": (
        (0.35, "{Good|Fair|Nice|Fun} question."),
        (
            0.2,
            "{Opinions differ|People disagree}, {but one answer comes up a lot|though there's some common ground}.",
        ),
        (0.15, "{That one comes up a lot|A classic|An old debate}."),
        (0.15, "{Here's my view|My two cents|A short answer|If you ask me}:"),
        (
            0.15,
            "{Happy to think about that one|I like that question|There's a short answer to that|You're not the first to wonder}.",
        ),
    ),
    "glad": (
        (0.3, "{That sounds lovely|How nice|That's a good feeling|Lovely to hear|That's wonderful}."),
        (
            0.25,
            "{I can see the appeal|You're in good company there|Plenty of people would agree|That makes sense to me}.",
        ),
        (0.25, "{What a nice thing to share|That's the right attitude|Good for you}."),
        (0.2, "{Hard to argue with that|I like that|No argument here}."),
    ),
    "sorry": (
        (0.3, "{Ouch|Oh dear|Oh no}, {that sounds tiring|that's no fun|I can imagine}."),
        (0.3, "{Sorry to hear that|That does sound frustrating|That's a nuisance|That can be draining}."),
        (
            0.25,
            "{You're far from alone|It happens to the best of us|Many people know the feeling|Most of us have been told a story like that}.",
        ),
        (0.15, "{Understandable|No wonder|I get why}, really."),
    ),
    "plain": (
        (
            0.3,
            "{Ha, that's a familiar story|That made me smile|What a picture|Ha, I believe it|That has a certain charm}.",
        ),
        (0.25, "{It happens|That happens more than people admit|That's very human}."),
        (
            0.25,
            "{You're in good company|You're not the only one|Many would nod at that|Plenty of people say the same}.",
        ),
        (0.2, "{I see what you mean|That makes sense|Fair enough|I can follow that|Fair point}."),
    ),
}
_OPENING_RATE: dict[Mood, float] = {"question": 0.45, "glad": 0.7, "sorry": 0.8, "plain": 0.7}
_CLOSINGS: dict[Mood, tuple[str, ...]] = {
    "question": (
        "{Hope that helps a little|That's my take, at least|Others may see it differently}.",
        "{There are exceptions, of course|That's the short version|At least that's what most people find}.",
        "{That would be my answer, anyway|Take it with a grain of salt|Not everyone will agree, of course}.",
    ),
    "glad": (
        "{Enjoy it|Long may it last|Enjoy every bit of it}!",
        "{Moments like that are worth keeping|That's one to hold on to}.",
        "{Nice to hear some good news|That brightens the day}.",
    ),
    "sorry": (
        "{I hope it gets easier soon|Better days are bound to follow|Here's to a calmer week}.",
        "{It won't always be like that|Tomorrow is another day}.",
        "{Fingers crossed|Hang in there}.",
    ),
    "plain": (
        "{Small things, big difference|It's the little things|Worth a try, anyway|No harm in trying}.",
        "{Life would be duller without it|It keeps things interesting|At least it makes a good story}.",
    ),
}
_FALLBACKS: dict[Mood, tuple[str, ...]] = {
    "question": (
        "{Hard to say in general|There's no single answer}, but {starting small and seeing how it feels|trying it once} usually {tells more than advice|settles it}.",
        "{Opinions differ|It depends on taste}, and I'd {go with whatever you'd still like in a month|lean towards the simpler option}.",
        "{I'd say yes, within reason|Probably a bit of both}, {as with most good things|and the balance is the hard part}.",
        "{Interesting question|That's a fun one}. {People who do it for years|Those who know it well} tend to {keep it simple|worry less about it}.",
    ),
    "glad": (
        "{That's lovely to hear|How nice}. {Things like that|Moments of that kind} {brighten a whole week|are worth noticing}.",
        "{Good for you|That sounds great}, and {it's nice to hear it said|thanks for sharing it}.",
    ),
    "sorry": (
        "{That sounds frustrating|Sorry to hear that}. {A short break|Fresh air} and {one small step at a time|a bit of distance} {often helps|can help}.",
        "{I can see why that bothers you|No wonder}, and {it tends to look smaller the next day|most people would feel the same}.",
    ),
    "plain": (
        "{I see what you mean|That's fair}, and {it's more common than people admit|you're hardly alone with it}.",
        "{Ha, fair point|That has a certain charm}. {Everyone has a story like that|Life is rarely boring}.",
        "{It's funny how these things go|That's how it goes}, and {a little humour helps|it makes a good story later}.",
        "{Sounds about right|That rings true}. {Small things like that|Details of that kind} {say a lot|make up most of a day}.",
    ),
}


def _compile(lines: tuple[tuple[float, str], ...]) -> tuple[tuple[Pattern, ...], list[float]]:
    return tuple(compile_pattern(text) for _, text in lines), [weight for weight, _ in lines]


_OPENING_PATTERNS = {mood: _compile(lines) for mood, lines in _OPENINGS.items()}
_CLOSING_PATTERNS = {mood: tuple(map(compile_pattern, lines)) for mood, lines in _CLOSINGS.items()}
_FALLBACK_PATTERNS = {mood: tuple(map(compile_pattern, lines)) for mood, lines in _FALLBACKS.items()}


def clue_of_mood(text: str) -> Mood:
    """Return what a message calls for: an answer if it asks, else sympathy, shared joy or a plain remark."""
    if "?" in text:
        return "question"
    words = _WORD.findall(text.lower())
    sorry, glad = sum(word in _SORRY for word in words), sum(word in _GLAD for word in words)
    if sorry == glad or (glad > sorry and _TURNED.search(text.lower())):
        return "plain"
    return "sorry" if sorry > glad else "glad"


def opening(mood: Mood, rng: random.Random) -> str:
    """Return a sentence that takes up the mood, or "" where none is needed."""
    if rng.random() >= _OPENING_RATE[mood]:
        return ""
    patterns, weights = _OPENING_PATTERNS[mood]
    return fill(rng.choices(patterns, weights)[0], rng)


def closing(mood: Mood, rng: random.Random) -> str:
    """Return a last sentence, now and then a light question."""
    return fill(rng.choice(_CLOSING_PATTERNS[mood]), rng)


def fallback(mood: Mood, rng: random.Random) -> str:
    """Return an answer to small talk about nothing we know."""
    return fill(rng.choice(_FALLBACK_PATTERNS[mood]), rng)
