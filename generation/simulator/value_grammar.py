"""A small generative grammar: how phrases are built, and the domestic and commercial things they are about.

`{x}` stands for a rule of this table or a fact the caller gives (`{friend}`, `{weekday}`). Alternatives are
separated by `|`. What people write (mail, notes, reviews) is in `value_phrases`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

Rules = Mapping[str, tuple[str, ...]]
_HOLE = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=(?!one\b)[aeioAEIO][a-z])")  # a rule cannot know whether a vowel follows


def rules(text: str) -> dict[str, tuple[str, ...]]:
    """Read `name: alternative | alternative` lines; an indented line goes on with the rule above it."""
    table: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in text.strip().splitlines():
        if not line.startswith(" "):
            name, _, line = line.partition(":")
            table[name] = ()
        table[name] += tuple(part.strip() for part in line.split("|") if part.strip())
    return table


def expand(rule: str, table: Rules, rng: random.Random, fact: Callable[[str], str]) -> str:
    """Return one phrase of a rule; names that are no rule are asked of `fact`."""
    template = rng.choice(table[rule])
    if "{" not in template:
        return template
    parts = _HOLE.split(template)
    for index in range(1, len(parts), 2):
        name = parts[index]
        parts[index] = expand(name, table, rng, fact) if name in table else fact(name)
    return _ARTICLE.sub(r"\1n ", "".join(parts))


THINGS = rules("""
product: {gadget} | {gadget} | {household} | {household} | {clothing} | {clothing} | {outdoor} | {outdoor} | {office} | {toy} | {beauty}
gadget: {gadget_adjective} {gadget_noun} | {gadget_noun} | {size} {gadget_noun} | {gadget_adjective} {gadget_noun} for {user_group}
gadget_adjective: wireless | noise-cancelling | waterproof | foldable | compact | refurbished | USB-C | Bluetooth | rechargeable | mechanical | portable
 | solar | smart | low-latency | second-hand | energy-saving | voice-controlled | magnetic | 4K | dual-band | quiet
gadget_noun: headphones | earbuds | keyboard | monitor | webcam | phone case | power bank | speaker | e-reader | smartwatch | router | laptop stand
 | projector | microphone | action camera | tablet | drone | charger | vacuum robot | printer | graphics card | doorbell camera | desk lamp | game controller | external drive | dash cam
size: 13-inch | 15-inch | 27-inch | 32-inch | pocket-sized | full-size | ultra-thin | mini
user_group: students | travel | small flats | beginners | gaming | the office | left-handers | runners | kids | music lovers | podcasting | seniors
household: {material} {furniture} | {household_adjective} {household_noun} | {household_noun} | {colour} {furniture} | {material} {household_noun}
material: oak | bamboo | stainless steel | ceramic | linen | walnut | glass | cast iron | rattan | marble | velvet | recycled plastic | pine | copper
furniture: bookshelf | desk | coffee table | dining chair | bed frame | armchair | shoe rack | wardrobe | side table | bar stool | bench | nightstand | sofa | standing desk
household_adjective: programmable | non-stick | dishwasher-safe | stackable | cordless | electric | insulated | handmade | space-saving | child-safe
household_noun: kettle | coffee grinder | frying pan | rice cooker | air fryer | toaster | storage boxes | bath towels | duvet | curtains | rug | knife set | casserole | blender
 | lunch box | floor lamp | laundry basket | plant pot | spice rack | espresso machine | humidifier | wall clock | mirror | picture frame | dinner plates | wine glasses
clothing: {clothing_adjective} {clothing_noun} | {colour} {clothing_noun} | {fabric} {clothing_noun} | {clothing_noun} for {season}
clothing_adjective: waterproof | slim-fit | vintage | lightweight | thermal | oversized | breathable | high-waisted | reflective | organic | wide | hooded
clothing_noun: rain jacket | running shoes | hiking boots | jeans | scarf | sneakers | cardigan | t-shirt | swimsuit | gloves | winter coat | backpack | belt
 | sandals | blazer | leggings | beanie | dress | shorts | wallet | sunglasses | socks | raincoat | tote bag | fleece
fabric: merino | cotton | leather | denim | cashmere | linen | suede | corduroy | canvas | silk
season: spring | summer | autumn | winter | the rain | the mountains | the beach | a wedding | cycling | work
outdoor: {outdoor_adjective} {outdoor_noun} | {outdoor_noun} | {outdoor_noun} for {group}
outdoor_adjective: two-person | inflatable | folding | lightweight | four-season | carbon | adjustable | heavy-duty | insulated | ultralight
outdoor_noun: tent | camping stove | yoga mat | sleeping bag | bike helmet | kayak | water bottle | hammock | garden hose | pruning shears | tennis racket | trekking poles
 | headlamp | bike lock | cool box | dumbbells | skipping rope | climbing harness | picnic blanket | bird feeder | fishing rod | skateboard | ski goggles | raised bed
group: beginners | two | families | kids | tall people | long trips | cold nights | commuting | the balcony
office: {office_adjective} {office_noun} | {office_noun}
office_adjective: ergonomic | A4 | hardcover | refillable | magnetic | height-adjustable | recycled | weekly
office_noun: office chair | notebook | fountain pen | whiteboard | desk organiser | planner | paper shredder | filing cabinet | envelopes | label printer | footrest | gel pens
toy: {toy_adjective} {toy_noun} | {toy_noun} for {age} | {toy_noun}
toy_adjective: wooden | cooperative | 1000-piece | educational | soft | remote-controlled | magnetic | glow-in-the-dark
toy_noun: puzzle | board game | train set | building blocks | teddy bear | science kit | card game | kite | doll's house | balance bike | marble run | chess set
age: a six-year-old | toddlers | the whole family | ages 8 and up | rainy days | two players | a three-year-old | teenagers
beauty: {beauty_adjective} {beauty_noun} | {beauty_noun}
beauty_adjective: fragrance-free | vegan | SPF 50 | hydrating | travel-size | refillable | unscented | anti-dandruff
beauty_noun: sunscreen | shampoo bar | hand cream | electric toothbrush | face wash | razor | lip balm | bath salts | hair dryer | nail polish | body lotion | perfume
colour: dark blue | forest green | grey | cream | burgundy | mustard | black | white | navy | olive | coral | teal | rust | lilac | charcoal | beige
colour_name: red | blue | green | black | white | yellow | orange | purple | navy | teal | grey | pink | brown | turquoise | gold
food: {dish} | {dish} | {style} {dish} | {main} {form} | {main} {form} | {main} and {vegetable} {form} | {style} {form} | {baked}
dish: lasagne | ramen | shakshuka | moussaka | ratatouille | paella | pad thai | goulash | tabbouleh | gnocchi | ceviche | falafel | bibimbap | borscht | biryani
 | pierogi | jambalaya | carbonara | minestrone | tiramisu | tacos | pho | risotto | dal | enchiladas | gazpacho | chicken katsu | fish pie | shepherd's pie | miso soup | okonomiyaki
style: vegan | slow-cooked | gluten-free | spicy | one-pot | quick | baked | grilled | low-carb | homemade | Thai | Greek | Moroccan | Tuscan | Mexican | Korean
main: chicken | lentil | salmon | chickpea | mushroom | beef | tofu | prawn | pumpkin | aubergine | black bean | turkey | halloumi | lamb | cauliflower | tuna | spinach
form: curry | soup | salad | stew | stir-fry | burger | pie | tacos | pasta | skewers | casserole | wrap | noodles | risotto | chilli | quiche | tray bake | fried rice
vegetable: leek | sweet potato | spinach | fennel | broccoli | carrot | tomato | courgette | kale | pepper | pea | potato | cabbage | ginger | coconut
baked: banana bread | apple crumble | lemon tart | carrot cake | cinnamon rolls | focaccia | sourdough | brownies | oat cookies | cheesecake | scones | plum cake | rye bread | pancakes
ingredient: {vegetable} | olive oil | basil | garlic | parmesan | chickpeas | red lentils | rice | eggs | butter | cumin | coconut milk | flour | lemon | chicken thighs | feta | walnuts | honey
 | soy sauce | thyme | mushrooms | salmon | oats | yoghurt | onions | smoked paprika | quinoa | tahini | dark chocolate | almonds | coriander | avocado | bacon | tofu
cuisine: Italian | Thai | Mexican | Japanese | Indian | Greek | Lebanese | Korean | Vietnamese | Ethiopian | French | Turkish | Spanish | Peruvian | Moroccan | Chinese | Georgian
diet: vegetarian | vegan | gluten-free | dairy-free | low-sodium | pescatarian | halal | kosher | nut-free | low-carb
drink: flat white | mango lassi | ginger beer | negroni | iced tea | espresso martini | mojito | lemonade | chai latte | gin fizz
medicine: ibuprofen | amoxicillin | metformin | cetirizine | lisinopril | atorvastatin | omeprazole | paracetamol | levothyroxine | aspirin | sertraline | salbutamol | loratadine | warfarin | amlodipine | vitamin D
symptom: headache | sore throat | lower back pain | dry cough | mild fever | dizziness | runny nose | itchy eyes | stomach cramps | fatigue | joint pain | a rash on the arm | nausea | shortness of breath | blurred vision | a stiff neck | heartburn | trouble sleeping
condition: asthma | migraine | hay fever | type 2 diabetes | eczema | high blood pressure | anaemia | influenza | arthritis | tonsillitis | bronchitis | gout
allergen: peanuts | penicillin | shellfish | latex | gluten | pollen | eggs | cat hair
song: {mood_word} {song_noun} | {song_noun} of {song_place} | {verb_ing} {song_place} | {song_place} {song_noun} | Half the {song_noun} | {song_noun} in {song_place} | The Last {song_noun} | {verb_ing} the {song_noun}
mood_word: Slow | Golden | Broken | Electric | Silver | Distant | Borrowed | Quiet | Midnight | Paper | Velvet | Restless | Northern | Crooked | Hollow | Burning
song_noun: River | Night | Postcards | Train | Hearts | Lights | Summer | Thunder | Mirror | Ghosts | Avenue | Tide | Horses | Letter | Engine | Orchard | Satellites | Garden | Fire | Radio
song_place: Winter | the Morning | Marseille | the Harbour | Lisbon | September | the Valley | Tennessee | the City | Tomorrow | the Pines | July | Memphis | the Rain | Home
verb_ing: Chasing | Leaving | Waiting for | Dancing Through | Counting | Dreaming of | Driving Past | Remember | Back to
artist: The {band_word} {band_noun} | {first_name} {last_name} | {first_name} {last_name} | {band_noun} of {song_place} | {mood_word} {band_noun} | {first_name} and the {band_noun} | {band_word} {band_noun}
band_word: Paper | Velvet | Little | Second | Hollow | Copper | Distant | Salt | Glass | Wild | Northern | Marble | Late | Neon
band_noun: Boats | Foxes | Kings | Lanterns | Sparrows | Wolves | Cousins | Strangers | Pilots | Sisters | Drifters | Islands | Machines | Saints | Arcades | Owls
album: {mood_word} {song_noun} | {song_noun} & {song_noun} | {song_place} | {verb_ing} {song_place} | Small {song_noun} | Songs for {song_place}
genre: jazz | indie rock | hip hop | ambient | folk | house | classical | blues | reggae | synth-pop | soul | bossa nova | metal | country | drum and bass | afrobeat
game_genre: strategy | role-playing | puzzle | racing | platformer | simulation | adventure | shooter | survival | city builder | roguelike | fighting
movie: The {movie_adjective} {movie_noun} | {movie_noun} of {movie_place} | {movie_adjective} {movie_noun} | The {movie_noun}'s {movie_kin} | {verb_ing} {movie_place} | {first_name} and the {movie_noun} | {movie_place} Station | A {movie_noun} in {movie_place}
movie_adjective: Silent | Last | Hidden | Perfect | Crimson | Long | Forgotten | Seventh | Invisible | Broken | Secret | Lost | Winter | Second
movie_noun: Garden | Lighthouse | Witness | Cartographer | Orchard | Passenger | Winter | Border | Clockmaker | Tide | Inheritance | Detective | Harvest | Signal | Island | Piano
movie_kin: Daughter | Secret | Return | Brother | Dream | Shadow | Apprentice | Promise
movie_place: Trieste | Midnight | the North | Havana | the Sea | Kyoto | Saturn | the Desert | Montana | Copenhagen | Paradise
book: The {movie_noun}'s {movie_kin} | {book_noun} and {book_noun} | The {movie_adjective} {book_noun} | A {book_one} of {song_noun} | {movie_noun} of {movie_place} | How to {skill} | The {book_noun} House
book_one: Map | House | Winter | Theory | Year | Field
book_noun: Salt | Memory | Silence | Ashes | Library | Maps | Bridges | History | Shadow | Glass | Honey | Weather
skill: Grow a Garden | Think in Bets | Cook Without Recipes | Build a Small Business | Sleep Better | Learn a Language | Fix Your Bike | Bake Bread
team: {city} {team_noun} | {city} United | {city} City | {city} Rovers | {team_adjective} {team_noun} | {city} {team_noun}
team_noun: Falcons | Wolves | Mariners | Comets | Rangers | Bears | Hawks | Lions | Pilots | Titans | Stallions | Owls
team_adjective: Northern | Harbour | Valley | Royal | Iron | Golden
league: Premier League | La Liga | NBA | Serie A | Champions League | MLB | Bundesliga | NHL
sport: football | tennis | basketball | swimming | cricket | cycling | volleyball | running | badminton | rugby | rowing | ice hockey | climbing | yoga | golf | handball
animal: border collie | tabby cat | rabbit | hedgehog | parrot | labrador | guinea pig | corgi | red fox | barn owl | beagle | siamese cat | goldfish | turtle | otter | pony
topic: {hobby} | {theme} | {theme} | {hobby} | {field}
hobby: urban gardening | film photography | home brewing | trail running | watercolour painting | bread baking | chess | birdwatching | knitting | wild swimming | board games | pottery | astronomy | cycling holidays
theme: climate policy | renewable energy | space exploration | housing prices | public transport | remote work | artificial intelligence | electric cars | mental health | interest rates | ocean plastic | school meals
 | cybersecurity | rural broadband | women's football | food waste | heat pumps | data privacy | medieval history | solar storms
field: technology | travel | education | health | business | science | sports | architecture | personal finance | design | nutrition | history | music
category: {field} | electronics | books | clothing | garden | kitchen | outdoor | toys | lifestyle | culture | home | photography
place: {place_name} {place_kind} | The {place_adjective} {place_thing} | {place_adjective} {place_kind} | {city} {landmark} | {last_name}'s {place_kind} | Café {last_name}
hotel: Hotel {place_name} | The {place_adjective} {place_thing} | {place_name} Inn | {place_name} House Hotel | Grand Hotel {place_name} | {place_thing} & {place_thing} Guesthouse
restaurant: {place_name} Kitchen | The {place_adjective} {place_thing} | Trattoria {last_name} | Café {place_name} | {place_thing} & {place_thing} | Bistro {last_name} | {last_name}'s | Little {place_thing}
place_name: Linden | Harbour | Riverside | Market | Castle | Mill | Station | Garden | Bellevue | Meridian | Orchard | Lakeside | Aurora | Old Town | Chapel
place_kind: Café | Bakery | Gallery | Gym | Library | Cinema | Theatre | Bookshop | Pharmacy | Clinic | Museum | Hall
place_adjective: Blue | Golden | Old | Green | Little | Copper | Quiet | White | Crooked | Royal
place_thing: Door | Fox | Lantern | Anchor | Oak | Swan | Kettle | Bridge | Rose | Lion | Olive | Heron
landmark: Central Station | City Museum | Town Hall | Cathedral | Botanical Garden | Opera House | Market Hall | Old Harbour | University | City Park
exercise: bench press | squats | plank | rowing machine | lunges | push-ups | interval run | yoga flow | deadlift | burpees
weather: light rain | sunny spells | partly cloudy | overcast | clear sky | scattered showers | fog in the morning | strong breeze | drizzle | thunderstorms
""")
