"""How the user words a request: pretexts, openings, dates and clauses as a person has them."""

import random
import re

import pytest
from stage import (
    STYLES,
    TODAY,
    everyday,
    made,
    readings_of,
    recall,
    said,
    tools_named,
    understood,
    user,
    user_request,
)

from toolflow_generation.simulator.clauses import clauses_of, preposition_of
from toolflow_generation.simulator.goal import Goal, Wording
from toolflow_generation.simulator.pending import pending_ask
from toolflow_generation.simulator.phrasing import core, wanted_from_results
from toolflow_generation.simulator.pointing import identify, point
from toolflow_generation.simulator.reading import read_tool
from toolflow_generation.simulator.references import pick
from toolflow_generation.simulator.situations import background, once_more, take_note, with_reason
from toolflow_generation.simulator.spoken import Habit, habit_of, say_date, say_datetime
from toolflow_generation.simulator.styles import URGENT, Place, style_of
from toolflow_generation.simulator.user_requests import RequestWriter, _as_told, spent
from toolflow_generation.simulator.user_scene import UserScene

PAST = re.compile(
    r"(?i)\b(?:this morning|over lunch|on the phone|last night|the other day|yesterday|a moment ago|in a meeting)\b"
)
PRESENT = re.compile(r"\b(?:keeps|wants|has|expects|needs|is (?:curious|waiting|counting)|won't)\b")


@pytest.mark.parametrize("name", sorted(everyday()))
def test_what_somebody_said_in_the_past_is_told_in_the_past(name):
    reading = read_tool(everyday()[name])
    told = {background(reading, random.Random(seed)) for seed in range(200)}
    assert not [each for each in told if PAST.search(each) and PRESENT.search(each)]


def test_others_ask_about_things_and_nobody_about_a_deed():
    songs, move = read_tool(everyday()["search_songs"]), read_tool(everyday()["reschedule_event"])
    told = {background(songs, random.Random(seed)) for seed in range(200)}
    assert any(PAST.search(each) for each in told) and any(PRESENT.search(each) for each in told)
    # `our accountant asked me to see to alert`: what is done is done for oneself
    assert not [each for seed in range(200) if "event" in (each := background(move, random.Random(seed)))]


def test_a_reason_is_part_of_the_sentence_or_one_of_its_own():
    songs, move = read_tool(everyday()["search_songs"]), read_tool(everyday()["reschedule_event"])
    for reading, others in ((songs, True), (move, False)):
        told = {with_reason("Can you do x?", reading, random.Random(seed)) for seed in range(200)}
        own = [each for each in told if each.startswith("Can you do x? ")]
        assert bool(own) is others and all(re.match(r"[A-Z].*\.$", each[14:]) for each in own), own
        clauses = told.difference(own)
        assert clauses and all(
            re.match(r"Can you do x (?:so|before|because|while|now that|just to|to) .*\?$", each)
            for each in clauses
        ), clauses
        assert not [each for each in told if re.search(r"since .* asked|overdue", each)]


def test_nobodys_director_asks_about_the_lights():
    lights = read_tool(everyday()["control_lights"])
    texts = [
        background(lights, random.Random(seed)) + with_reason("x.", lights, random.Random(seed))
        for seed in range(400)
    ]
    assert not [text for text in texts if re.search(r"director|client|intern|accountant|customer", text)]


def test_a_pretext_speaks_of_something_new_with_an_indefinite_article():
    doctor = read_tool(everyday()["find_doctor"])
    told = [background(doctor, random.Random(seed)) for seed in range(200)]
    assert any("a doctor" in each for each in told) and not [each for each in told if "the doctor" in each]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_that_opens_a_message_stands_inside_one(style):
    own = style_of(style)
    frames = {own.ask(random.Random(seed), Place(inside=True)) for seed in range(200)}
    assert len(frames) > 3
    assert not [frame for frame in frames if re.match(r"[^{]*[,:] \{|(?:Now|Time|so) ", frame)]


def test_urgency_is_said_once():
    hurried = style_of("hurried")
    calm = Place(calm=True)
    for seed in range(100):
        rng = random.Random(seed)
        assert not URGENT.search(
            hurried.ask(rng, calm) + hurried.want(rng, calm) + hurried.closing(rng, calm)
        )


@pytest.mark.parametrize("seed", range(12))
def test_one_person_writes_dates_in_one_way(seed):
    habit = habit_of(str(seed), 0.3)
    days = {say_date(f"2026-03-{day:02d}", TODAY, random.Random(day), habit=habit) for day in range(10, 29)}
    assert len({re.sub(r"[a-zA-Z]+day|\d+(?:st|nd|rd|th)?", "#", each) for each in days}) == 1, days


def test_one_person_keeps_to_one_clock():
    moments = [f"2026-03-10T{hour:02d}:20:00" for hour in range(24)]
    for clock in (True, False):
        told = [
            say_datetime(each, TODAY, random.Random(each), 0.0, habit=Habit(False, 0, clock))
            for each in moments
        ]
        assert {bool(re.search(r"[ap]m", each)) for each in told} == {not clock}


def test_the_dates_of_one_users_messages_look_alike():
    tools = tools_named("search_hotels", "find_concerts")
    plan = [("tool_call", "The user wants to find hotels.")]
    for seed in range(20):
        texts = [user(tools, plan=plan, seed=seed, ordinal=ordinal)["message"] for ordinal in range(2, 8)]
        iso = [bool(re.search(r"\d{4}-\d\d-\d\d", text)) for text in texts]
        named = [
            bool(
                re.search(
                    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* ?\d|\d[a-z]* (?:of )?[JFMASOND][a-z]{2,8}\b",
                    text,
                )
            )
            for text in texts
        ]
        assert not (any(iso) and any(named)), texts


@pytest.mark.parametrize(
    ("tool", "name", "words"),
    [("find_place", "radius_km", "within 4 km"), ("find_place", "min_rating", "rated at least 3.5"), ("find_charging_station", "min_power_kw", "with at least 14 kW of power"),
     ("set_budget", "warn_at_percent", "warning at 55 percent"), ("set_budget", "monthly_limit", "of 400"), ("play_song", "volume_percent", "at 60 percent volume"),
     ("log_workout", "distance_km", "over 7.5 km"), ("watch_price", "target_price", "than 250"), ("find_doctor", "specialty", "specialising in dermatology"),
     ("transfer_money", "iban", "to IBAN DE19453541707051188357"), ("transfer_money", "account_id", "from account 665576"), ("add_to_playlist", "playlist_id", "to playlist PL-44771"),
     ("reschedule_event", "new_start_time", "to October 3 at 9:30 am"), ("get_traffic", "arrive_by", "arriving by October 3 at 9:30 am"),
     ("get_directions", "depart_at", "departing October 3 at 9:30 am"), ("start_appliance", "start_at", "starting at 4 pm"), ("rent_car", "driver_age", "for a driver aged 45"),
     ("get_directions", "mode", "by car"), ("search_songs", "genre", "in the jazz genre"), ("refill_prescription", "packs", "with 3 packs"),
     ("book_flight", "checked_bags", "with 2 checked bags"), ("add_to_playlist", "position", "at position 7"), ("set_budget", "category", "for clothes")],
)  # fmt: skip
def test_a_parameters_name_makes_the_words_around_its_value(tool, name, words):
    """The words are said first of all, and what they enclose is read back as this parameter's value."""
    (reading,) = readings_of(tools_named(tool))
    slot = next(each for each in reading.slots if each.name == name)
    said_first = [clause for clause in clauses_of(reading, slot) if not clause.named and not clause.heard][:2]
    assert any(words.startswith(clause.before) and words.endswith(clause.after) for clause in said_first), (
        said_first
    )
    ((asked, (call,), _),) = understood(f"{reading.verb} {reading.phrase} {words}", tools_named(tool))
    assert asked == tool and name in call


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [("Send back order OR-123456 because it is too small", "return_order", {"order_id": "OR-123456", "reason": "too small"}),
     ("Get directions from 5 Elm Street to 9 Oak Road on foot", "get_directions", {"origin": "5 Elm Street", "destination": "9 Oak Road", "mode": "on foot"})],
)  # fmt: skip
def test_a_value_that_is_a_phrase_of_its_own_needs_no_name(text, tool, arguments):
    assert understood(text, tools_named(tool)) == [(tool, [arguments], set())]


def test_a_thing_gets_the_preposition_of_the_description():
    transfer, playlist = readings_of(tools_named("transfer_money", "add_to_playlist"))
    assert preposition_of(transfer, "account") == "from"
    assert preposition_of(playlist, "playlist") == "to"
    assert preposition_of(playlist, "song") == ""


HOTELS = {"hotels": [{"hotel_id": "HO-1111", "stars": 3}, {"hotel_id": "HO-2222", "stars": 5}, {"hotel_id": "HO-3333", "stars": 5}],
          "rooms": [{"room_id": "RO-1", "stars": 1}, {"room_id": "RO-2", "stars": 2}]}  # fmt: skip
STAY = {"city": "Bergen", "check_in": "2026-03-03", "check_out": "2026-03-07"}


def listed():
    memory = recall(said("Find hotels", made("search_hotels", STAY, HOTELS)))
    return memory, [fact for fact in memory.facts if fact.name == "hotel_id"]


def test_of_equals_the_best_is_the_first_and_never_the_first_of_all():
    memory, facts = listed()
    assert pick(facts, "best", memory).value == "HO-2222"


def test_what_is_older_than_the_round_before_is_named():
    memory, facts = listed()
    (book,) = readings_of(tools_named("book_hotel"))
    slot = next(each for each in book.slots if each.name == "hotel_id")
    for seed in range(60):
        goal = Goal(book, [{}])
        identify(slot, goal, facts, memory, random.Random(seed), since=1)
        assert "hotel" in goal.thing + goal.refers[slot.name], goal
    fresh = set()
    for seed in range(60):
        goal = Goal(book, [{}])
        identify(slot, goal, facts, memory, random.Random(seed), since=0)
        fresh.add(goal.thing + goal.refers[slot.name])
    assert any("hotel" not in each for each in fresh)


def test_what_is_cancelled_refused_or_disputed_is_not_used_again():
    readings = readings_of(tools_named("delete_event", "invite_guest", "dispute_payment"))
    memory = recall(
        said("a", made("delete_event", {"event_id": "EV-1"}, {"removed": True}, 1)),
        said("b", made("invite_guest", {"event_id": "EV-5", "email": "a@example.org"}, {"error": "Event EV-5 is no longer available."}, 2)),
        said("c", made("invite_guest", {"event_id": "EV-7", "email": "a@example.org"}, {"guest_count": 3}, 3)),
        said("d", made("dispute_payment", {"transaction_id": "TR-2", "explanation": "no"}, {"case_number": "1"}, 4)),
    )  # fmt: skip
    assert spent(memory.calls, readings) == {"": {"EV-1", "EV-5"}, "dispute_payment": {"TR-2"}}


def test_a_deleted_thing_is_not_referred_to():
    tools = tools_named("delete_event", "invite_guest")
    history = said(
        "Delete event EV-77777.", made("delete_event", {"event_id": "EV-77777"}, {"removed": True}), "Done."
    )
    plan = [
        ("tool_call", "The user wants to remove an event."),
        ("tool_call", "The user wants to invite one more person."),
    ]
    for seed in range(20):
        text = user(tools, history, plan=plan, seed=seed, ordinal=4)["message"]
        assert "EV-77777" not in str(understood(text, tools, recall(history)))


def test_asking_the_same_again_is_given_a_reason():
    tools = tools_named("list_accounts")
    history = said("Show my accounts.", made("list_accounts", {}, {"accounts": []}), "There are none.")
    plan = [("tool_call", "The user wants to show all accounts.")] * 2
    reasons = {once_more(read_tool(tools[0]), random.Random(seed)) for seed in range(60)}
    for seed in range(12):
        text = user(tools, history, plan=plan, seed=seed, ordinal=4)["message"]
        if understood(text, tools, recall(history)) == [("list_accounts", [{}], set())]:
            assert any(each.rstrip(".").lower() in text.lower() for each in reasons), text


@pytest.mark.parametrize("style", STYLES)
def test_nobody_is_delighted_about_a_failure(style):
    tools = tools_named("get_current_weather", "get_sun_times")
    history = said(
        "Weather in Oslo?",
        made("get_current_weather", {"city": "Oslo"}, {"error": "No data for Oslo."}),
        "Sorry, there is none.",
    )
    plan = [
        ("tool_call", "The user wants to get the weather."),
        ("tool_call", "The user wants to check when the sun rises."),
    ]
    for seed in range(24):
        text = user(tools, history, plan=plan, style=style, seed=seed, ordinal=4)["message"]
        assert not re.match(
            r"(?i)(?:oh that's|wonderful|perfect|great|excellent|nice|brilliant|lovely|awesome|very good|good\b)",
            text,
        ), text


def test_small_talk_after_an_apology_repeats_no_call():
    tools = tools_named("get_current_weather")
    failed = said(
        "Weather in Oslo?",
        made("get_current_weather", {"city": "Oslo"}, {"error": "No data for Oslo."}),
        "Sorry. Which city should I use instead?",
    )
    memory = recall(failed)
    pending = pending_ask(failed, readings_of(tools), TODAY, "")
    assert pending is not None
    assert (
        understood("I still write postcards, even if I get home before they do.", tools, memory, pending)
        == []
    )
    assert understood("Please try it again.", tools, memory, pending) == [
        ("get_current_weather", [{"city": "Oslo"}], set())
    ]
    assert understood("Then Bergen.", tools, memory, pending) == [
        ("get_current_weather", [{"city": "Bergen"}], set())
    ]


def worded(tool, arguments, seeds=range(40)):
    """Return how one call is worded first of all, in several styles."""
    (reading,) = readings_of(tools_named(tool))
    texts = []
    for seed in seeds:
        wording = Wording()
        main, _ = core(
            Goal(reading, [dict(arguments)]), style_of("casual"), TODAY, random.Random(seed), 0, wording
        )
        texts.append(wording.fill(main))
    return texts


@pytest.mark.parametrize(
    ("tool", "arguments", "never"),
    [("find_event", {"query": "Flat viewing"}, r"by words in|who attends"), ("get_energy_use", {"period": "this week"}, r"or a device"),
     ("get_pollen_count", {"city": "Oslo"}, r"hay fever"), ("find_payee", {"name": "Ann Lee"}, r"who was paid"), ("start_vacuum", {}, r"off the robot vacuum off|vacuum off sent"),
     ("refill_prescription", {"medicine": "ibuprofen"}, r"more of ibuprofen"), ("reply_to_email", {"message_id": "ME1234", "body": "Yes."}, r"that was received"),
     ("list_accounts", {}, r"the my|the all"), ("label_email", {"message_id": "ME1234", "folder": "family"}, r"the family of the"), ("log_meal", {"food": "soup", "meal": "snack"}, r"snack diary"),
     ("set_reminder", {"text": "pay", "remind_at": "2026-03-10T09:00:00"}, r"the me"), ("order_taxi", {"pickup_address": "5 Elm Street", "destination": "9 Oak Road"}, r"both"),
     ("rename_device", {"device_id": "DE-1", "room": "living room"}, r"with living room"), ("watch_price", {"product_id": "PR1234", "target_price": 90}, r"price[^.?]* than 90")],
)  # fmt: skip
def test_nobody_recites_a_description(tool, arguments, never):
    texts = worded(tool, arguments)
    assert not [text for text in texts if re.search(never, text)]


def test_a_genre_stands_before_what_it_is_the_genre_of():
    assert any("jazz songs" in text for text in worded("search_songs", {"query": "rain", "genre": "jazz"}))


def test_the_two_ends_of_a_way_stand_where_the_description_has_them():
    texts = worded("get_directions", {"origin": "5 Elm Street", "destination": "9 Oak Road"})
    assert any("the way from 5 Elm Street to 9 Oak Road" in text for text in texts)


def test_what_an_identifier_identifies_is_what_is_spoken_of():
    (reply,) = readings_of(tools_named("reply_to_email"))
    slot = next(each for each in reply.slots if each.name == "message_id")
    for seed in range(30):
        goal = Goal(reply, [{}])
        point(
            slot,
            goal,
            random.Random(seed).choice(("it", "that one", "the first one", "that message")),
            random.Random(seed),
        )
        assert goal.thing in ("that email", "the first email")


def test_a_value_behind_the_second_for_is_found():
    assert understood("Search for products for running shoes", tools_named("search_products")) == [
        ("search_products", [{"query": "running shoes"}], set())
    ]


@pytest.mark.parametrize("noted", ["Mongo", "19.20 EUR", "40 minutes"])
def test_a_name_or_a_figure_is_noted_and_not_found_convenient(noted):
    told = {take_note(noted, noted, random.Random(seed)) for seed in range(100)}
    assert not [each for each in told if re.search("works for me|fine by me|better than|sounds right", each)]


def test_a_figure_is_repeated_with_its_unit_only():
    assert _as_told("39", "That comes to 39 EUR.") == "39 EUR"
    assert (
        _as_told("39", "It takes 39 minutes.") == "" == _as_told("86", "It is at 86%.")
    )  # says nothing to anybody
    assert _as_told("10.5", "That costs 10.50 EUR.") == "10.50 EUR"
    assert _as_told("39", "Case 39 is open.") == "" and _as_told("9", "It takes 39 minutes.") == ""


def test_a_name_that_no_noun_is_is_neither_asked_for_nor_set():
    for name in ("get_traffic", "find_payee", "get_product_details"):
        own = read_tool(everyday()[name])
        told = {wanted_from_results(own, own, random.Random(seed)) for seed in range(60)}
        assert not [each for each in told if re.search(r"leave at|paid on|in stock", each)], told


@pytest.mark.parametrize(
    ("tool", "arguments", "never"),
    [
        ("list_devices", {"offline_only": True}, "set to"),
        ("find_free_slot", {"duration_minutes": 120}, "duration minutes"),
        ("find_place", {"query": "pizza", "near": "12 Mill Lane"}, "(?:as|set|make|use) the near"),
        (
            "convert_currency",
            {"amount": 25, "from_currency": "JPY", "to_currency": "INR"},
            "with from|as the from",
        ),
    ],
)
def test_no_name_of_a_schema_stands_as_it_is(tool, arguments, never):
    (reading,) = readings_of(tools_named(tool))
    for style in STYLES:
        for seed in range(30):
            rng, wording = random.Random(seed), Wording()
            goal = Goal(reading, [arguments])
            main, sentences = core(goal, style_of(style), TODAY, rng, seed % 3, wording)
            assert not re.search(never, wording.fill(" ".join((main, *sentences))), re.IGNORECASE)


def test_a_dispute_pleases_nobody_and_a_door_that_jams_neither():
    for name, result, pleased in (
        ("dispute_payment", {"case_id": "CA-1"}, False),
        ("lock_door", {"lock_state": "jammed"}, False),
        ("lock_door", {"lock_state": "locked"}, True),
    ):
        history = said("x", made(name, {"transaction_id": "T-1", "explanation": "no"}, result), "Done.")
        writer = RequestWriter(UserScene(user_request(tools_named(name), history)))
        assert writer._pleases(writer.scene.memory.calls[-1]) is pleased


def test_a_coach_has_no_say_in_mail():
    (mail,) = readings_of(tools_named("send_email"))
    told = {background(mail, random.Random(seed)) for seed in range(400)}
    assert not [each for each in told if "coach" in each]


@pytest.mark.parametrize("seed", range(12))
def test_the_first_payment_of_a_list_is_disputed_once(seed):
    tools = tools_named("list_transactions", "dispute_payment")
    done = made("dispute_payment", {"transaction_id": "T-1", "explanation": "no"}, {"case_id": "CA-1"})
    writer = RequestWriter(UserScene(user_request(tools, said("x", done, "Done."), seed=seed)))
    goals = writer._goals(readings_of(tools), False, False, False)
    assert not goals[1].missing and "T-1" not in goals[1].calls[0].values()
    fresh = RequestWriter(UserScene(user_request(tools, seed=seed)))
    assert fresh._goals(readings_of(tools), False, False, False)[1].missing == {"transaction_id"}
