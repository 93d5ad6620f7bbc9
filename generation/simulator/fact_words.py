"""The table of what people say of common result fields: `costs 412.50 EUR`, `arrives at 17:00`, `by Mara Ellis`.

An entry is `(label, sorts, clauses, predicates, asides)`: a pattern for the field's label in words, the sorts of value it
takes, and forms separated by `|`. A clause stands alone, a predicate follows the thing it is told of, an aside follows
its name. `{v}` is the value, `{at}` a date or time with its preposition, `{l}` the label, `{x}` the pattern's named
group, `{n}` the bare number, `{more}` a change with its direction (`5% less`); of `starts~started` the second is for what is over. An empty column means that nothing
special comes natural there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


class Entry(NamedTuple):
    """Forms for one kind of field: a tuple for what lies ahead or is timeless, and one for what is over.

    Args:
        pattern: What the label has to match, in lower case.
        sorts: Letters of the sorts of value it is for, see `sort_of` in `predicates`.
        clauses: Independent clauses, now and past.
        predicates: Verb phrases, now and past.
        asides: Phrases that follow a name, now and past.
    """

    pattern: re.Pattern[str]
    sorts: str
    clauses: tuple[tuple[str, ...], tuple[str, ...]]
    predicates: tuple[tuple[str, ...], tuple[str, ...]]
    asides: tuple[tuple[str, ...], tuple[str, ...]]


def _forms(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not text:
        return (), ()
    now = re.sub(r"([\w']+)~([\w']+)", r"\1", text)
    past = re.sub(r"([\w']+)~([\w']+)", r"\2", text)
    return tuple(now.split("|")), tuple(past.split("|"))


_PER = r"(?:hourly|daily|nightly|weekly|monthly|yearly|annual)"
_PERIODS = {"hourly": "an hour", "daily": "a day", "nightly": "a night", "weekly": "a week", "monthly": "a month", "yearly": "a year",
            "annual": "a year"}  # fmt: skip
_COST = r"(?:price|cost|fare|rate|fee|rent)s?"
_TABLE: tuple[tuple[str, str, str, str, str], ...] = (
    # money
    (r"^(?:total |ticket |unit |base |full |regular |sale |list |retail )?(?:price|cost)s?$", "n",
     "it costs {v}|the {l} is {v}|the {l} comes to {v}", "costs {v}",
     "at {v}|for {v}|priced at {v}|{v}"),
    (rf"^(?:current|new|latest|live) {_COST}$", "n", "it costs {v} right now|the {l} is {v}|right now it is {v}",
     "costs {v} right now|currently goes for {v}|stands at {v}", "at {v} right now|currently {v}"),
    (rf"^{_COST} (?P<x>per \w+|a \w+)$", "n", "it costs {v} {x}|the {l} is {v}|you'd pay {v} {x}", "costs {v} {x}|goes for {v} {x}|comes at {v} {x}",
     "at {v} {x}|for {v} {x}|{v} {x}"),
    (rf"^(?P<x>{_PER}) {_COST}$", "n", "it costs {v} {x}|the rate is {v} {x}|they charge {v} {x}", "costs {v} {x}|goes for {v} {x}",
     "at {v} {x}|for {v} {x}|{v} {x}"),
    (rf"^(?:estimated|expected|approximate) (?:{_COST}|total)$", "n", "it should cost about {v}|expect to pay around {v}|the estimate is {v}",
     "should cost about {v}|is estimated at {v}|will be around {v}", "for about {v}|at around {v}|about {v}"),
    (rf"^(?P<x>cheapest|lowest|best|minimum) {_COST}$", "n", "the {x} one is {v}|prices start at {v}|the {l} is {v}|it starts at {v}", "starts at {v}", "from {v}"),
    (r"^(?P<x>lowest|highest|best|worst) in .*", "n", "it was {v} at its {x}|{v} was the {l}", "was {v} at its {x}", "{x} {v}"),
    (r"^fare$", "n", "the fare is {v}|a ticket costs {v}|it costs {v}", "costs {v}|is {v}", "for {v}|at {v}|fare {v}"),
    (r"^(?P<x>cart|order|basket|bill|invoice) total$", "n", "that brings the {x} to {v}|the {x} comes to {v}|the {x} total is {v}", "comes to {v}", "{v} in total"),
    (r"^(?:grand )?total(?: amount| sum)?$|^total price$", "n", "that comes to {v}|the total is {v}|it adds up to {v}|that's {v} in all",
     "comes to {v}|adds up to {v}|is {v} in total", "{v} in total|for {v} in all|{v} altogether"),
    (r"^(?:\w+ )?fee$", "n", "there's a {l} of {v}|a {l} of {v} applies|the {l} is {v}", "carries a {l} of {v}", "with a {l} of {v}|plus a {l} of {v}"),
    (r"^provisional refund$", "n", "you get {v} back for the time being|{v} has been refunded provisionally|a provisional refund of {v} is on the way", "",
     "with {v} refunded for now"),
    (r"^refund(?: amount)?$|^amount refunded$", "n", "you'll get {v} back|{v} will be refunded|the refund comes to {v}|a refund of {v} is on its way",
     "brings a refund of {v}", "with {v} refunded|with a refund of {v}"),
    (r"^(?:new|remaining|closing) balance$", "n", "that leaves {v} in the account|the balance is now {v}|you have {v} left in the account", "is left with {v}", "leaving {v}"),
    (r"^total balance$", "n", "together they hold {v}|the balances add up to {v}|that makes {v} altogether", "holds {v} in total", "{v} in total"),
    (r"^(?:account |current )?balance$", "n", "the balance is {v}|there is {v} in it|it holds {v}", "has a balance of {v}|holds {v}|stands at {v}",
     "with {v} in it|holding {v}|with a balance of {v}"),
    (r"^available(?: balance| amount| funds)?$", "n", "{v} of that is available|{v} can be spent|the available amount is {v}", "has {v} available", "{v} available"),
    (r"^(?P<x>money|amount) (?:out|spent)$", "n", "{v} went out in that time|{v} was spent in all|the outgoings come to {v}", "", "{v} spent"),
    (r"^spent (?P<x>this \w+|today|so far)$", "n", "you've spent {v} {x}|{v} is gone {x}|your spending {x} is at {v}", "", "{v} spent {x}"),
    (r"^left (?P<x>this \w+|today)$", "n", "{v} is left {x}|you have {v} left {x}|that leaves {v} {x}", "", "{v} left {x}"),
    (r"^last amount$", "n", "the last payment was {v}|last time it was {v}", "last got {v}", "last {v}"),
    (r"^(?:\w+ )?amount$", "n", "the {l} is {v}|it's for {v}|it comes to {v}", "is for {v}|comes to {v}", "for {v}|{v}"),
    (r"^converted amount$|^converted value$", "n", "that's {v}|that makes {v}|it comes to {v}|you'd get {v} for it", "converts to {v}", "{v}"),
    (r"^(?:exchange |conversion )?rate$", "n", "the {l} is {v}|that is at a rate of {v}|the {l} used was {v}", "has a rate of {v}", "at a rate of {v}|at {v}"),
    (r"^copay(?:ment)?$", "n", "your share is {v}|you'll pay {v} of it yourself|the copay is {v}", "", "with a copay of {v}"),
    (r"^salary$|^wage$|^pay$", "n", "the {l} is {v}|it pays {v}", "pays {v}", "paying {v}|with a {l} of {v}"),
    # ratings and counts
    (r"^stars?$", "n", "it has {v} stars|it's a {n}-star one", "has {v} stars|gets {v} stars", "{v} stars|with {v} stars"),
    (r"^(?:average |overall |mean |user )?(?:rating|star rating)$", "n", "it's rated {v}|the {l} is {v}|people rate it {v}|it scores {v}", "is rated {v}|gets a rating of {v}|has a {l} of {v}|scores {v}",
     "rated {v}|with a rating of {v}|rated at {v}|scoring {v}"),
    (r"^(?:average |overall )?rating$", "s", "it's rated {v}|the {l} is {v}", "is rated {v}|counts as {v}", "rated {v}"),
    (r"^(?P<x>free|open|available|spare) (?P<y>\w+s)$", "n", "{v} {y} are {x}|there are {v} {l}", "has {v} {l}", "with {v} {l}|{v} {l}"),
    (r"^(?P<y>\w+s) (?P<x>needed|left|remaining|ahead|missing)$", "n", "{v} {y} are {x}", "has {v} {y} {x}", "{v} {y} {x}"),
    (r"^(?:position|rank|ranking|place in .*)$", "n", "it's in position {v}|it ranks {v}", "is in position {v}|ranks number {v}", "in position {v}|ranked {v}"),
    (r"^total (?P<y>minutes|hours|days|calories|steps|km)$", "n", "that makes {v} {y} in total|it adds up to {v} {y}|in all it's {v} {y}", "has {v} {y} in total", "{v} {y} in total"),
    (r"^(?P<x>week|dai|month)ly (?P<y>minutes|hours|days|calories|steps|km)$", "n", "that makes {v} {y} for the {x}|the {x} now stands at {v} {y}|you're at {v} {y} for the {x}", "", "{v} {y} for the {x}"),
    (r"^average (?P<y>minutes|hours|days|calories|steps|km)$", "n", "the average is {v} {y}|on average it's {v} {y}|that's {v} {y} on average", "averages {v} {y}", "{v} {y} on average"),
    (r"^calories burned$", "n", "you burned {v} calories|that burned {v} calories|it used up {v} calories", "burned {v} calories", "{v} calories burned"),
    (r"^(?P<x>calories|steps|minutes) to ?day$", "n", "you're at {v} {x} today|that makes {v} {x} today|today's {x} are at {v}", "", "{v} {x} today"),
    (r"^calories$", "n", "that's {v} calories|it has {v} calories|it comes to {v} calories", "has {v} calories|comes to {v} calories", "with {v} calories|{v} calories"),
    (r"^(?:folder size|size of .*)$", "n", "the folder now holds {v} items|there are {v} items in the folder now", "holds {v}", "{v} in it"),
    (r"^stops$|^changes$|^transfers$", "n", "there are {v} {l}|it has {v} {l}", "has {v} {l}", "with {v} {l}"),
    (r"^in stock$", "n", "{v} are in stock|they have {v} in stock|there are {v} left in stock", "has {v} in stock", "{v} in stock"),
    # how long, how far, how much
    (r"^(?:duration|travel time|journey time|running time)$", "n", "it takes {v}|that takes {v}|the {l} is {v}", "takes {v}|lasts {v}", "taking {v}|{v} long"),
    (r"^length$", "n", "it's {v} long|it runs for {v}", "is {v} long|runs for {v}", "{v} long"),
    (r"^walk$", "n", "it's a walk of {v}|the walk takes {v}|on foot it takes {v}", "is {v} away on foot", "{v} away on foot"),
    (r"^(?P<x>drive|ride|flight)$", "n", "the {x} takes {v}|it's {v} by {x}", "is a {x} of {v} away", "a {x} of {v} away"),
    (r"^(?:delay|delayed)(?: by)?$", "n", "there's a delay of {v}|the delay is {v}|expect a delay of {v}|allow {v} more for the delay", "has a delay of {v}|is delayed by {v}", "with a delay of {v}|{v} of delay"),
    (r"^held(?: for)?$", "n", "it's held for {v}|they'll keep it for {v}", "is held for {v}|stays reserved for {v}", "held for {v}"),
    (r"^freed$", "n", "that frees {v}|it gives {v} back", "frees {v}", "freeing {v}"),
    (r"^arrive early$", "n", "please be there {v} early|they ask to arrive {v} early|plan to arrive {v} early", "", "arriving {v} early"),
    (r"^refund$", "t", "allow {v} for the refund|the money should be back within {v}|the refund takes {v}", "", "refund within {v}"),
    (r"^daylight$", "n", "there are {v} of daylight|daylight lasts {v}|the day is {v} long", "", "with {v} of daylight"),
    (r"^away$", "n", "that covers {v}|you're away for {v}", "is {v} away", "{v} away"),
    (r"^needed$", "n", "it needs {v}|that will take {v}|it'll be busy for {v}", "needs {v}|will take {v}", "needing {v}"),
    (r"^used$", "n", "you used {v}|the usage is {v}|consumption is at {v}", "", "{v} used"),
    (r"^compared$", "n", "that's {more} than the time before|compared with the time before, that's {more}", "", "{more} than before"),
    (r"^(?P<x>energy|water|fuel|electricity|gas)$", "n", "it uses {v} of {x}|that takes {v} of {x}|the {x} use is {v}", "uses {v} of {x}|takes {v} of {x}", "with {v} of {x}"),
    (r"^power$", "n", "the power is {v}|that's {v} of power|power is at {v}", "has {v} of power", "with {v}|at {v}"),
    (r"^protein$|^fat$|^sugar$|^fibre$|^carbs$", "n", "{v} of it is {l}|it has {v} of {l}", "has {v} of {l}", "with {v} of {l}"),
    (r"^(?:driving |walking )?distance$", "n", "it's {v}|the {l} is {v}", "is {v} away", "{v} away"),
    (r"^distance (?:to|from) (?:the )?(?P<x>\w+)$", "n", "it's {v} from the {x}", "is {v} from the {x}", "{v} from the {x}"),
    (r"^(?:change|change percent|price change|(?P<x>\w+) change)$", "n", "that's a change of {v}|it moved by {v}", "moved by {v}|changed by {v}", "a change of {v}"),
    # weather and other conditions
    (r"^current temperature$", "n", "it's {v} at the moment|right now it's {v}", "is at {v} right now", "at {v} now"),
    (r"^(?P<x>water|sea|air|room) temperature$", "n", "the {x} is at {v}|the {l} is {v}|the {x} has {v}", "", "{x} at {v}"),
    (r"^temperature$", "n", "it's {v}|the temperature is {v}|the thermometer shows {v}", "is at {v}", "{v}|at {v}"),
    (r"^feels like$", "n", "it feels like {v}|to the skin it's more like {v}", "feels like {v}", "feeling like {v}"),
    (r"^(?:average )?(?P<x>high|low)$", "n", "the {l} is {v}|{x}s are around {v}", "has a {l} of {v}", "{l} {v}"),
    (r"^humidity$", "n", "humidity is at {v}|the humidity is {v}|the air is at {v} humidity", "", "{v} humidity|humidity at {v}"),
    (r"^(?:rain chance|chance of rain|rain probability|precipitation)$", "n", "there's a {v} chance of rain|the {l} is {v}", "has a {v} chance of rain", "{v} chance of rain|rain at {v}"),
    (r"^wind(?: speed)?$", "n", "the wind is at {v}|wind speed is {v}|the wind reaches {v}", "", "wind at {v}"),
    (r"^wave height$", "n", "the waves are {v} high|waves reach {v}", "", "waves of {v}"),
    (r"^battery(?: level)?$", "n", "the battery is at {v}|it has {v} battery left", "is at {v} battery|has {v} battery left", "battery at {v}|at {v} battery"),
    (r"^(?:sky|conditions?|weather)$", "s", "the {l} is given as {v}|the report says {v}|the {l} shows {v}", "", "{v}"),
    (r"^congestion$|^traffic$", "s", "traffic is {v}|the traffic is {v} at the moment|the {l} is {v}", "", "{v} traffic|{l} {v}"),
    # dates and times
    (r"^expected (?:departure|start)(?: time)?$", "dmc", "it should leave {at}|departure is now expected {at}", "is expected to leave {at}|should leave {at}", "leaving {at}"),
    (r"^(?:departure|departs|departure time|outbound)$", "dmc", "it leaves~left {at}|departure is~was {at}", "leaves~left {at}|departs~departed {at}|sets~set off {at}", "leaving {at}|departing {at}|{at}"),
    (r"^(?:arrival|arrives|arrival time|eta)$", "dmc", "you'd arrive {at}|arrival is~was {at}", "gets~got you there {at}|has~had you there {at}", "arriving {at}|in {at}"),
    (r"^leave$|^leave at$", "dmc", "you should leave {at}|set off {at} at the latest|it's best to leave {at}", "", "leaving {at}"),
    (r"^doors open$", "dmc", "doors open~opened {at}", "opens its doors {at}", "doors {at}"),
    (r"^opens?(?: at)?$|^opening time$", "dmc", "it opens {at}|opening time is {v}", "opens {at}", "opening {at}"),
    (r"^closes?(?: at)?$|^closing time$", "dmc", "it closes {at}|closing time is {v}", "closes {at}", "closing {at}"),
    (r"^(?:starts?|begins?|kickoff|kick off|start time|start date|starts at|kickoff date|event date)$", "dmc", "it starts~started {at}|it's~was set for {v}|the start is~was {at}",
     "starts~started {at}|begins~began {at}|is~was set for {v}", "{at}|starting {at}"),
    (r"^(?:finished|done|completed)(?: at)?$", "dmc", "it will~would be done {at}|it finishes~finished {at}", "is~was done {at}|finishes~finished {at}", "done {at}"),
    (r"^(?:ends?|end time|end date|finish(?:es)?)(?: at)?$", "dmc", "it ends~ended {at}|it runs~ran until {v}", "ends~ended {at}|runs~ran until {v}", "until {v}"),
    (r"^(?:due date|deadline|due)$", "dmc", "it's~was due {at}|the deadline is~was {v}", "is~was due {at}|has~had to be done by {v}", "due {at}|due by {v}"),
    (r"^decision by$", "dmc", "expect a decision by {v}|they will decide by {v}|you'll hear by {v}", "will be decided by {v}", "decision by {v}"),
    (r"^send back by$", "dmc", "please send it back by {v}|it has to go back by {v}", "has to go back by {v}", "to be sent back by {v}"),
    (r"^free cancellation until$", "dmc", "you can cancel for free until {v}|cancelling is free until {v}|free cancellation is possible until {v}", "can be cancelled for free until {v}", "free to cancel until {v}"),
    (r"^(?:expires?|expiry|expiration|expire time|expires on|expires at|expiry date|expiration date|maturity date|watch ends)$", "dmc", "it expires~expired {at}|it runs~ran out {at}", "expires~expired {at}|runs~ran out {at}", "expiring~expired {at}"),
    (r"^(?:valid|open|good) until$", "dmc", "it's~was {l} {v}|it lasts~lasted until {v}", "is~was {l} {v}|lasts~lasted until {v}", "until {v}"),
    (r"^(?:expected )?delivery(?: date)?$|^ship date$|^expected delivery date$", "dmc", "it should~should arrive {at}|delivery is~was planned for {v}|expect it {at}", "should arrive {at}|is~was due for delivery {at}", "arriving {at}"),
    (r"^(?:published|posted|released|publication date|release date|publish date|published date)(?: at| on)?$", "dmc", "it came out {at}|it was published {at}", "was published {at}|came out {at}|went up {at}", "published {at}|from {v}|{at}"),
    (r"^(?:release|released|published|publication|production) year$", "n", "it came out in {v}|it's from {v}", "came out in {v}|is from {v}|dates from {v}", "from {v}|{v}|out since {v}"),
    (r"^year$", "n", "it's from {v}|the year is {v}", "is from {v}", "from {v}|{v}"),
    (r"^(?:active|running|open|member|in business) since$|^founded$|^established$", "ndm", "it has been going since {v}|{l} {v}", "has been {l} {v}|goes back to {v}", "{l} {v}"),
    (r"^(?:active|available|valid|free|open) from$", "dmc", "it's~was {l} {v}|it applies from {v}", "is~was {l} {v}|applies from {v}", "{l} {v}"),
    (r"^ready(?: at| on)?$", "dmc", "it will be ready {at}|you can have it {at}", "will be ready {at}|is ready {at}", "ready {at}"),
    (r"^next (?:free|available)(?: \w+)?$", "dmc", "the next opening is {at}|there's a free spot {at}|the {l} is {v}", "has an opening {at}|is free {at}|next has time {at}", "free {at}|next free {at}"),
    (r"^first free(?: \w+)?$", "dmc", "you're free from {v}|the first gap is {at}|the {l} is {v}", "is free from {v}", "free from {v}"),
    (r"^sent(?: at)?$", "dmc", "it went out {at}|it was sent {at}|sending time was {v}", "was sent {at}|went out {at}", "sent {at}"),
    (r"^last (?P<x>\w+ed|seen|run|paid)(?: at| on)?$", "dmc", "it was last {x} {at}", "was last {x} {at}", "last {x} {at}"),
    (r"^(?:\w+ )*(?P<x>\w{3,}ed|sent|paid|seen)(?: at| on)$", "dmc", "it was {l} {v}", "was {x} {at}", "{x} {at}|{at}"),
    (r"^(?P<x>\w+) expected$", "dmc", "{x} is expected {at}|{x} should come {at}", "", "{x} expected {at}"),
    (r"^(?:created|creation time|create time|creation date|creation timestamp|insert time|date created|created date)$", "dmc", "it was created {at}|it dates from {v}", "was created {at}|dates from {v}", "created {at}"),
    (r"^(?:updated|update time|last modified|modified|last updated|date updated)$", "dmc", "it was last changed {at}|the latest change was {at}", "was last changed {at}|was updated {at}", "updated {at}|last changed {at}"),
    (r"^(?:destroy|delete|deletion|scheduled destroy|purge) time$", "dmc", "it will~would be destroyed {at}", "is~was to be destroyed {at}", "destroyed {at}"),
    (r"^(?:birthday|birth date|date of birth|birth day)$", "dmc", "the birthday is {v}|the date of birth is {v}", "was born {at}", "born {at}"),
    (r"^(?:date|day)$", "dm", "it's~was {at}|the date is~was {v}", "is~was {at}", "{at}"),
    (r"^(?:time|datetime)$", "c", "it's {at}|the time is {v}", "is {at}", "{at}"),
    (r"^sunrise$", "c", "the sun rises {at}|sunrise is {at}", "has sunrise {at}", "sunrise {at}"),
    (r"^sunset$", "c", "the sun sets {at}|sunset is {at}", "has sunset {at}", "sunset {at}"),
    # places
    (r"^home address$", "s", "the home address is {v}|home is {v}|the address is {v}", "lives at {v}", "living at {v}"),
    (r"^(?:\w+ )?(?:address|venue)$", "s", "the address is {v}|you'll find it at {v}|it's at {v}|it is located at {v}|the place to go is {v}|that's at {v}", "is at {v}|can be found at {v}|is located at {v}", "at {v}|located at {v}"),
    (r"^(?:location|place)$", "s", "it's at {v}|the {l} is {v}|it takes place at {v}", "is at {v}|takes place at {v}", "at {v}"),
    (r"^current (?:town|city|location|place)$", "s", "it's in {v} at the moment|it has got as far as {v}|it was last seen in {v}", "is in {v} at the moment|has reached {v}", "now in {v}"),
    (r"^(?:home ?town|hometown|birthplace|place of birth|origin)$", "s", "the {l} is {v}|home is {v}", "comes from {v}|is from {v}", "from {v}"),
    (r"^(?:city|town|country|city name|country name|state name)$", "s", "it's in {v}|the {l} is {v}|that's in {v}|{v} is the {l}|the {l} given is {v}", "is in {v}|lies in {v}|belongs to {v}", "in {v}|from {v}"),
    (r"^capital(?: city)?$", "s", "the capital is {v}|its capital is {v}", "has {v} as its capital", "capital {v}"),
    (r"^(?:room|area|zone|floor|section)$", "s", "it's in the {v}|the {l} is {v}", "is in the {v}|stands in the {v}", "in the {v}"),
    (r"^previous folder$", "s", "it was in {v} before|it used to be in {v}", "was in {v} before", "before in {v}"),
    (r"^(?P<x>gate|platform|terminal|seat)(?: number)?$", "sin", "it's {x} {v}|the {x} is {v}", "leaves from {x} {v}", "{x} {v}"),
    # people and makers
    (r"^(?:author|artist|composer|writer|director|photographer|creator|performer|band)(?: name)?$", "s", "it's by {v}|the {l} is {v}", "is by {v}|comes from {v}", "by {v}"),
    (r"^(?:publisher|brand|vendor|manufacturer|maker|registrar|channel|seller|provider|source)(?: name)?$", "s", "it's from {v}|the {l} is {v}", "is from {v}|comes from {v}", "from {v}|by {v}"),
    (r"^(?:sender|from)(?: name)?$", "se", "it's from {v}|{v} sent it|the sender is {v}", "comes from {v}|was sent by {v}", "from {v}"),
    (r"^organi[sz]er(?: name)?$", "se", "{v} is organising it|the {l} is {v}", "is organised by {v}", "organised by {v}"),
    (r"^driver(?: name)?$", "s", "{v} will be driving|your driver is {v}|the driver's name is {v}", "comes with {v} as the driver", "driven by {v}"),
    (r"^(?:company|employer|organisation|organization)(?: name)?$", "s", "the company is {v}|{v} is the company", "is with {v}|belongs to {v}", "from {v}|of {v}|at {v}"),
    (r"^(?:airline|carrier|operator|courier)(?: name)?$", "s", "{v} is the {l}|the {l} is {v}", "is with {v}|travels with {v}", "with {v}"),
    (r"^merchant(?: name)?$", "s", "it went to {v}|the merchant is {v}", "went to {v}", "at {v}"),
    (r"^(?:member|owner|assignee|user|participant)s?(?: name)?$", "se", "{v} is the {l}|the {l} is {v}", "belongs to {v}", "with {v}|for {v}"),
    (r"^role$", "s", "the role is {v}|it has the role {v}", "has the role {v}|acts as {v}", "as {v}|in the role {v}"),
    (r"^team(?: name)?$", "s", "the team is {v}|{v} is the team", "", "of {v}|for {v}"),
    # how to reach
    (r"^(?:e ?mail|email|email address|mail address)$", "e", "the email address is {v}|you can write to {v}|mail goes to {v}", "can be reached at {v}|reads mail at {v}", "at {v}|{v}"),
    (r"^(?:phone|phone number|telephone|mobile)$", "si", "the phone number is {v}|the number to call is {v}|you can call {v}", "can be reached on {v}|answers on {v}", "on {v}|phone {v}"),
    (r"^(?:link|website|web page|page|url|uri|web url|self link)$", "u", "the link is {v}|you'll find it at {v}|here's the link: {v}", "is online at {v}|can be opened at {v}", "at {v}"),
    (r"^(?:\w+ )?(?P<x>image|icon|picture|photo|logo|thumbnail|download|video|label|news|event|playlist|product|profile|video)(?: link| url| uri)?$", "u",
     "the {x} is at {v}|here's the {x}: {v}|you can open the {x} at {v}", "has its {x} at {v}", "{x} at {v}"),
    # what it is like
    (r"^now playing$", "s", "it's playing {v} now|now playing: {v}|that's {v}", "", "playing {v}"),
    (r"^operation$", "pis", "the operation is {v}|it runs as {v}|you can follow it as {v}|the job behind it is {v}|it was started as {v}|look for {v} to follow it", "", "{v}|as {v}"),
    (r"^(?P<x>\w+) (?:status|state)$", "s", "the {x} is {v}|the {x} shows as {v}|the {x} is currently {v}", "is {v}|is currently {v}", "{v}|{l} {v}"),
    (r"^(?:status|state|\w+ availability|availability)$", "s", "it's {v}|the {l} is {v}|it shows as {v}", "is {v}|is marked as {v}|is currently {v}|shows as {v}", "{v}|currently {v}|marked {v}"),
    (r"^condition$", "s", "the condition is {v}|under the condition {v}", "is in {v} condition", "condition {v}"),
    (r"^(?:kind|type|category|genre|class|cuisine|\w+ kind|\w+ type)$", "s", "the {l} is {v}|it counts as {v}|it's listed as {v}|its {l} is {v}|it belongs under {v}", "is listed as {v}|counts as {v}|goes under {v}|is of the {l} {v}", "{v}|listed as {v}"),
    (r"^(?:material|fabric)$", "s", "it's made of {v}|the {l} is {v}", "is made of {v}", "made of {v}|in {v}"),
    (r"^(?:colou?r|size)$", "s", "it comes in {v}|the {l} is {v}", "comes in {v}", "in {v}"),
    (r"^(?:score|result|final score)$", "si", "the {l} is {v}|it stands at {v}", "ended {v}|stands at {v}", "{v}|with the {l} at {v}"),
    (r"^score$|^\w+ score$", "n", "the {l} is {v}|the {l} comes to {v}", "has a {l} of {v}|scores {v}", "with a {l} of {v}|scoring {v}"),
    (r"^version$|^(?:app|api|default) version$", "sin", "the {l} is {v}|it's at version {v}", "is at version {v}|runs version {v}", "version {v}|at version {v}"),
    (r"^(?:language|detected language)$", "s", "it's in {v}|the {l} is {v}", "is in {v}", "in {v}"),
    (r"^theme$|^subject matter$", "s", "it's about {v}|the {l} is {v}", "is about {v}|deals with {v}", "about {v}"),
    (r"^risk$", "s", "the risk is {v}|as for the risk, it's {v}|the risk is given as {v}", "", "risk {v}"),
    (r"^(?:incident|cause|obstacle)$", "s", "{v} is the reason|the reason is {v}|it's down to {v}", "", "because of {v}"),
    (r"^advice$", "s", "the advice is \"{v}\"|the advice given is \"{v}\"|they advise \"{v}\"", 'comes with the advice "{v}"', "advice: {v}"),
    (r"^(?:advice|tip|recommendation|suggestion|\w+ (?:tip|advice))$", "sl", 'the {l}: {v}|the {l} is "{v}"|they suggest "{v}"', 'comes with the {l} "{v}"', "{l}: {v}"),
    (r"^summary$|^outlook$", "s", "in short it's {v}|the outlook is {v}|overall it's {v}", "", "{v}"),
    (r"^(?:joke|fact|quote|saying|riddle)$", "sl", 'here it is: "{v}"|this one: "{v}"|it goes "{v}"', 'goes "{v}"', '"{v}"'),
    (r"^(?:\w+ )?(?:text|body|comment|message|msg|content|description|explanation|note|notes|snippet|definition|definition text|first lines|review|details?)$", "l",
     'it says "{v}"|the {l} reads "{v}"|it reads "{v}"|under {l} it says "{v}"', 'says "{v}"|reads "{v}"', 'saying "{v}"|"{v}"'),
    (r"^(?:message|msg|detail|details|info|response message|status message)$", "s", 'the answer was "{v}"|it reports "{v}"|the service says "{v}"|the message reads "{v}"|"{v}" was the reply|they answered "{v}"|it came back with "{v}"', 'reports "{v}"|answers "{v}"', 'with the message "{v}"'),
    (r"^(?:comment|review|note|definition|description|explanation|definition text|first lines|snippet|body|translated text|text)$", "s", 'it says "{v}"|the {l} is "{v}"|the {l}: "{v}"', 'says "{v}"|reads "{v}"', '"{v}"|saying "{v}"|which reads "{v}"'),
    (r"^(?:\w+ )?model$", "s", "the {l} is {v}|your {l} is {v}", "", "{v}|{l} {v}"),
    # numbers that name things
    (r"^(?P<x>case|reference|confirmation|tracking|ticket|invoice|order|booking|reservation) (?:number|id|no|code|reference)$", "ins",
     "the {l} is {v}|your {x} number is {v}|you'll find it under {l} {v}|please keep the {l} {v}", "", "{l} {v}|under {l} {v}"),
    (r"^(?P<x>flight|train|bus|line) number$", "ins", "it's {x} {v}|the {l} is {v}", "is {x} {v}", "{x} {v}"),
    (r"^(?:iban|account number|bic|card number)$", "ins", "the {l} is {v}|{v} is the {l}", "has the {l} {v}", "{l} {v}"),
    (r"^(?:id|uuid|\w+ (?:id|uuid|ids|key)|(?:\w+ ){2,3}id)$", "ins", "the {l} is {v}|its {l} is {v}|it's filed under {l} {v}|it has the {l} {v}|you'll find it under {l} {v}", "",
     "{l} {v}|{l} {v}|with {l} {v}"),
    (r"^(?P<x>pharmacy|garage|clinic|hospital|doctor|shop|store|restaurant|hotel|school|bank|branch|station|stadium|park|museum|playlist|project|product|recipe|department|library|gym|office) name$", "s",
     "the {x} is {v}|{v} is the {x}|the {x} is called {v}|the name of the {x} is {v}", "", "{x} {v}"),
    (r"^(?:name|title|display name|\w+ name)$", "sip", "the {l} is {v}|it's called {v}|it goes by {v}|it has the {l} {v}", "is called {v}|goes by {v}|bears the name {v}", "called {v}|named {v}"),
)  # fmt: skip
ENTRIES: tuple[Entry, ...] = tuple(
    Entry(re.compile(pattern), sorts, _forms(clauses), _forms(predicates), _forms(asides))
    for pattern, sorts, clauses, predicates, asides in _TABLE
)


@lru_cache(16384)
def entry_of(label: str, sort: str) -> tuple[Entry | None, dict[str, str]]:
    """Return the entry for a label in lower case and a sort of value, and what its named groups hold."""
    for entry in ENTRIES:
        if sort in entry.sorts and (match := entry.pattern.search(label)):
            groups = {name: text for name, text in match.groupdict().items() if text}
            if groups.get("x") in _PERIODS:
                groups["x"] = _PERIODS[groups["x"]]
            return entry, groups
    return None, {}
