"""What people write and search for: subjects, messages, notes, reviews, queries, by what the tool is about."""

from __future__ import annotations

from .value_grammar import THINGS, rules

PHRASES = THINGS | rules("""
subject: {matter} {of_when} | {occasion} | {matter} | Question about the {matter_low} | {matter} for {company} | {matter}: {next_step} | {occasion} on {weekday} | Update on the {matter_low} | {friend} and the {matter_low}
matter: Quarterly budget review | Contract renewal | Travel expenses | Website launch | Office move | Hiring plan | Invoice 1048 | Customer survey | Product roadmap | Supplier meeting | Insurance claim
 | Rent increase | School trip | Holiday dates | Project kick-off | Security audit | Draft agenda | Parking permits | Training day | Annual report | Delivery delay | Lease agreement | Photo selection | Guest list
matter_low: budget | contract | expenses report | website launch | office move | hiring plan | invoice | customer survey | roadmap | supplier meeting | insurance claim | rent | school trip | holiday dates
 | project kick-off | security audit | agenda | parking permits | training day | annual report | delivery | lease | photos | guest list | catering | heating repair | new logo | newsletter
of_when: for {month} | next week | this {weekday} | for {weekday} | in {city} | with {friend}
next_step: next steps | please review | final version | two open questions | your approval needed | a short summary | new date
occasion: Team lunch | Dentist appointment | Dinner with {friend} | Call with {friend} | {friend}'s birthday | Parents' evening | Yoga class | Sprint planning | Coffee with {friend} | Flat viewing | Book club
 | Budget meeting | Interview with {friend} | Weekly stand-up | Car service | Workshop on {theme} | Piano lesson | Farewell drinks for {friend} | Swimming with the kids | Site visit at {company} | Job talk | Haircut
message: {greeting} {friend_first}, {statement}. {ask} | {statement_cap}. {ask} | {greeting} {friend_first}, {ask_low} | {statement_cap}, so {consequence}. | {greeting} {friend_first}, {statement} and {statement}. {closing} | {statement_cap}. {statement_cap}. {closing}
absence: I am away until {weekday}. I will answer when I am back. | Thank you for your message. I am on holiday and will reply next week. | I am out of the office. In urgent cases, please write to {friend_first}. | I am travelling and read my mail only now and then.
 | Thanks for writing. I am back on {weekday} and will get back to you then. | I am not at my desk these days; {friend_first} can help in the meantime.
greeting: Hi | Hello | Dear | Hey | Good morning
statement: the {matter_low} is ready | I have signed the {matter_low} | we moved the {matter_low} to {weekday} | the {matter_low} still needs your comments | I am running about {small} minutes late | the {matter_low} went well yesterday
 | I booked a table for {small} at {clock} | the train from {city} was cancelled | {friend_first} will join us on {weekday} | the numbers for {month} look better than expected | I found two mistakes in the {matter_low}
 | the plumber comes on {weekday} at {clock} | my flight to {city} lands at {clock} | the landlord agreed to the {matter_low} | the {matter_low} costs less than we thought | I left the keys with {friend_first}
statement_cap: The {matter_low} is ready | I have read the {matter_low} | We moved the {matter_low} to {weekday} | The {matter_low} still needs your comments | I will be in {city} until {weekday} | The meeting with {friend_first} went well
 | The parcel from {company} has arrived | {friend_first} asked about the {matter_low} again | The numbers for {month} look good | There is a mistake in the {matter_low} | My train to {city} leaves at {clock} | The draft of the {matter_low} is attached
ask: Could you send me the {matter_low} by {weekday}? | Can we talk about it on {weekday} at {clock}? | Please let me know if {weekday} suits you. | Could you check the figures once more? | Would {clock} on {weekday} work for you? | Please confirm by {weekday}.
 | Do you have time for a call this week? | Can you bring the {matter_low}? | Who else should be there? | Let me know what you think. | Is there anything missing?
ask_low: could you send me the {matter_low} by {weekday}? | can we move our call to {weekday} at {clock}? | are you free for lunch on {weekday}? | did you see my notes on the {matter_low}? | would you like to join us in {city} next month? | could you water the plants while I am in {city}?
consequence: let us meet on {weekday} instead | please wait with the {matter_low} | I will call you at {clock} | we can close the {matter_low} | nothing changes for {weekday} | we should tell {friend_first}
closing: Talk to you on {weekday}. | Thanks for your help! | See you at {clock}. | Best wishes, {me_first} | Looking forward to it. | Have a good trip. | Thank you, {me_first}
reminder: {chore} | {chore} | {chore} before {weekday} | {chore} {after_place}
chore: call {friend} | water the plants | pay the electricity bill | pick up the parcel | renew the passport | buy {ingredient} and {ingredient} | book the dentist | return the library books | send the {matter_low} to {friend_first} | take out the recycling
 | order more {plain_food} | check the tyre pressure | finish the slides on the {matter_low} | feed the neighbour's cat | cancel the gym membership | reply to {friend_first} about the {matter_low} | collect the dry cleaning | back up the laptop | defrost the {main} | iron the shirts | ask {friend_first} about the {matter_low}
after_place: after work | on the way home | in {city} | this weekend | before lunch
note: {statement_cap}. | {chore}, then {chore}. | Ideas for the {matter_low}: {theme}, {hobby}. | {friend_first} prefers {weekday}, {friend2_first} can only do {clock}. | {food} was good; less salt next time. | Ask {company} about the {matter_low}.
card_note: Happy birthday, {friend_first}! | Get well soon, {friend_first}. | Thank you for everything, {friend_first}. | Congratulations on the new flat! | With love from {me_first} | Enjoy, and see you on {weekday}!
product_but: The instructions could be clearer. | It is a little heavier than I thought. | It took {small} weeks to arrive, though. | The colour is not quite that of the picture. | I had hoped for a little more.
product_bad: Stopped working after {small} weeks. | Smaller than it looks in the pictures. | It broke on the {ordinal_word} day. | Not worth the money. | I sent it back. | Looks nothing like the photo. | Poor quality, sadly.
stay_but: The only drawback was the noise from the street. | A bit far from the station. | Service took its time. | Not exactly cheap.
stay_bad: We waited {small} hours and then left. | Loud, cramped and overpriced. | Not very clean. | Nobody seemed to care. | We will not come back.
ordinal_word: first | second | third
review: {product_praise} {product_detail} | {product_detail} {product_praise} | {product_fair} {product_but} | {product_bad}
product_fair: Does what it should. | Decent for the price. | Good enough for every day. | Sturdy and simple. | Neither good nor bad. | Fine once you know how it works.
stay_fair: Fine for one night. | Friendly people. | Good value for the area. | Clean and simple. | Nice enough inside.
product_praise: Works exactly as described. | Better than I expected for the price. | I would buy it again. | Good value for money. | Very happy with it so far.
product_detail: It took {small} days to arrive. | The {colour} one looks even nicer than in the photo. | My {relative} loves it. | After {small} weeks of daily use there is not a scratch. | Setting it up took ten minutes.
stay_praise: Friendly staff and a quiet room. | The food was excellent. | A lovely place in the middle of {city}. | Clean, simple and close to the station.
stay_detail: Breakfast is served until eleven. | We will come back next {season_name}. | Try the {food}. | Ask for a table by the window.
relative: daughter | father | flatmate | wife | husband | son | sister | neighbour
problem: The {gadget_noun} no longer turns on | I was charged twice for order {order} | I cannot log in since {weekday} | The {household_noun} arrived broken | The app crashes when I open the {matter_low} | My invoice for {month} is missing | The {clothing_noun} is the wrong size
 | The page for the {matter_low} does not load | The parcel from {company} never came | My password reset mail does not arrive | The {gadget_noun} loses its connection every few minutes | Export of the {matter_low} stops halfway
reason: change of plans | it no longer fits the budget | we found another way | it is no longer needed | done by mistake
reason_payment: I was charged twice | I do not recognise this payment | the amount is wrong | what I paid for never arrived | I had cancelled before I was charged | my card was in my wallet the whole time | the amount should have been lower | I have never been to this shop | it was paid in cash already
reason_visit: a check-up | {symptom} | {symptom} for {small} days | follow-up after the last visit | test results | a new prescription
reason_order: it arrived too late | wrong size | too small | it arrived damaged | faulty | not as described | ordered by mistake | the colour is not that of the picture | it stopped working after {small} days | I found something cheaper
reason_plans: change of plans | {friend_first} cannot come on {weekday} | I fell ill | my flight was cancelled | the {matter_low} was moved to {weekday} | it no longer fits the budget | something came up at work | a clash with another appointment
request: a quiet room facing the garden | a cot for a baby | a table by the window | late check-out if possible | no nuts, please | please ring twice | vegetarian meals for two | leave it with the neighbour at number {small} | an aisle seat | extra towels | step-free access | a high chair for a toddler | please call when you arrive
description: {description_start} {description_tail} | {statement_cap}. | Everything about the {matter_low} for {month} | Notes and files for the {matter_low} | {occasion}, {small} people, bring the {matter_low} | Shared space for the {matter_low} at {company}
description_start: A short guide to | First draft about | Collected material on | Planning for | Weekly digest on | Background reading on | A small project on | Open questions about
description_tail: {theme} | {hobby} | {theme} in {city} | {hobby} for beginners | {theme} for {company} | the {matter_low} and {theme}
post: {hobby_cap} this weekend in {city}! Who is in? | Just finished {book}. Highly recommended. | {food_cap} for dinner tonight, recipe in the comments. | Our new website goes live on {weekday}. Stay tuned! | {small} lessons from a year of {theme}. | Anyone in {city} up for {hobby} on {weekday}? | Proud of the team at {company}: the {matter_low} is done. | New blog post about {theme} is out.
 | First {season_name} walk of the year. | Looking for tips on {hobby}: where do I start?
hobby_cap: Trail running | Film photography | Bread baking | Birdwatching | Board games | Pottery | Wild swimming | Urban gardening
food_cap: Mushroom risotto | Lentil curry | Fish tacos | Homemade gnocchi | Pumpkin soup | Shakshuka | Chicken katsu
tech_description: {tech_what} for the {tech_team} team | {tech_what} used by {company} | {tech_what}, owned by {friend} | Temporary {tech_low} for testing | {tech_what} in production since {month}
tech_what: Nightly backup | Staging copy | Event stream | Access policy | Search index | Order processing | Cost report | Monitoring check | Image storage | Customer database | Batch job | Public endpoint
tech_noun: billing | search | media | backup | metrics | checkout | support | archive
tech_message: The {tech_noun} backend is healthy. | No problems were found. | Waiting for {small} replicas to become ready. | Quota for the {tech_noun} service is nearly used up. | Rolled back to the version of {weekday}.
 | The certificate expires in {small} days. | {small} of 10 checks passed. | The {tech_noun} job finished without errors. | Access to the {tech_noun} bucket was denied. | Upgrade scheduled for {weekday} at {clock}. | The {tech_noun} index is being rebuilt.
tech_low: copy | setup | storage | index | policy | endpoint | pipeline
tech_team: billing | mobile | search | data | support | platform | growth | checkout
question: How do people in {city} see {theme}? | What is the best way to start with {hobby}? | Which {gadget_noun} should I buy for {user_group}? | How long does {food} keep in the fridge? | What should I see in {city} in {month}? | What is new in {theme}? | How do I get from {city} to {city2} without a car? | What is the difference between {genre} and {genre2}? | Is {hobby} hard to learn?
sentence: The {matter_low} starts on {weekday} at {clock}. | {friend} lives in {city} and works for {company}. | We would like to book a room for {small} nights. | {theme_cap} has changed a lot in the last ten years. | Please send the {matter_low} to our office in {city}. | The {gadget_noun} was delivered to the wrong address. | I really enjoyed the {food} at the place near the station. | My {relative} takes the train to {city} every {weekday}. | Where can I buy {product}? | The weather in {city} was better than expected.
 | {friend_first} plays in a {genre} band and likes {hobby}. | The shop on the corner sells {ingredient} and {ingredient}.
theme_cap: Public transport | Remote work | Space exploration | Renewable energy | Women's football | Home brewing | Data privacy | Architecture
shop_query: {product}
food_query: {food} | {food} with {ingredient} | {style} {dish} | {ingredient} and {vegetable} | quick {form} recipes
place_query: {cuisine} restaurant | {place_wish} | {place_wish} | {place_wish} near {landmark} | {cuisine} food | {place_adjective} {place_thing}
place_wish: bike repair | vegan bakery | late-night pharmacy | rooftop bar | climbing gym | second-hand bookshop | co-working space | quiet café with wifi | playground | vintage clothes shop | swimming pool | ramen bar | jazz club | laundrette | farmers' market | dog-friendly pub | photo studio | hardware shop | sushi bar | art museum
news_query: {theme} | {theme} {news_tail} | {company} {company_news} | elections in {country} | {theme} in {country} | {team} results
news_tail: report | in Europe | this week | summit | new law | statistics | forecast
company_news: earnings | merger | layoffs | new factory | share price | recall
job_query: {job} | {job} {job_tail} | remote {job} | part-time {job}
job_tail: in {city} | jobs | without experience | internship | at a start-up
music_query: {song} | {artist} | {genre} for {activity} | {artist} live | acoustic {genre} | {song} {artist}
activity: studying | cooking | a long drive | running | a dinner party | falling asleep | Sunday morning
mail_query: {matter_low} | {friend_first} {matter_low} | invoice {month} | {company} | {matter_low} {month} | tickets to {city} | {friend}
travel_query: things to do in {city} | weekend in {city} | {city} {landmark} | beaches near {city} | day trips from {city} | {city} with kids | hiking around {city}
video_query: {hobby} tutorial | how to make {food} | {artist} live | {gadget_noun} review | {theme} explained | {exercise} technique | {city} walking tour | learn {language} in 10 minutes
image_query: {city} skyline | {animal} in the snow | {colour} {clothing_noun} | {landmark} at night | {season_name} forest | {food} from above | {animal} portrait | {material} texture | empty beach at sunrise
book_query: {book} | novels set in {city} | {theme} for beginners | {book_subject} history | {hobby} guide | {friend_last} biography
book_subject: Roman | Ottoman | medieval | maritime | railway | jazz | Viking | Arctic
doc_query: {matter_low} {month} | {matter_low} template | notes on {theme} | {matter_low} {company} | {theme} slides | minutes {weekday}
code_query: {code_noun} {code_word} | {code_noun} {code_trouble} | {code_noun}
code_noun: CSV import | webhook signatures | OAuth login | image uploads | background jobs | rate limits | database connections | date parsing | unit tests | search index | file locks | email templates
code_word: example | best practice | library | in Python | performance | documentation
code_trouble: timeout | memory leak | fails on Windows | race condition | returns 500 | duplicate entries | slow query
general_query: {theme} | {product} | {hobby} in {city} | {book} | {city} {landmark} | {question_topic} | {food} recipe | {friend_last} {field}
question_topic: how to remove coffee stains | average rainfall in {city} | best time to visit {city} | how tall is the {city} tower | history of {hobby} | train strike {weekday} | opening hours {landmark} | symptoms of {condition} | {genre} festivals {month}
word: harbour | lantern | resilience | orchard | gentle | serendipity | compass | meadow | bridge | curious | whisper | horizon | marble | frugal | brisk | echo | diligent | velvet | thunder | abundance
task: {chore} | {task_verb} the {matter_low} | {task_verb} {code_noun} | {task_verb} the {matter_low} for {company}
task_verb: Review | Prepare | Update | Test | Clean up | Document | Plan | Finish | Translate | Proofread
issue: {code_noun_cap} {code_trouble} | {task_verb} {code_noun} | Add {code_noun} | {code_noun_cap} after update {code_trouble}
code_noun_cap: CSV import | Webhook delivery | OAuth login | Image upload | Search index | Date picker | Invoice export | Mobile menu
playlist: {activity_cap} | {season_cap} evenings | Long drive to {city} | {friend_first}'s party | {genre} for {activity} | Songs for {weekday} | Kitchen {genre}
activity_cap: Sunday morning | Deep focus | Dinner party | Morning run | Late shift | Road trip | Rainy day
project: {project_a} {project_b} | {project_a} {project_b} {year}
project_a: Retail | Checkout | Loyalty | Inventory | Mobile | Billing | Support | Payments | Media | Fleet | Warehouse | Partner | Campus | Clinic | Logistics | Search
project_b: Analytics | Platform | Portal | Dashboard | Pipeline | Archive | Redesign | Migration | Gateway | Reports | Pilot | Assistant
folder: {matter} | {project} | {city} trip | {season_cap} photos | Receipts {month} | {theme_cap} reading | {friend_last} family | {company} contracts
artwork: a {animal} under a red evening sky | a lighthouse in a storm, oil painting | {city} at night in the rain | a {furniture} by a window, morning light | a bowl of {ingredient}, still life | a {animal} with a tiny scarf | a train crossing the mountains in {season_name}
device: reading lamp | hallway light | kitchen speaker | bedroom heater | garden camera | living room blinds | office fan | front door lock | coffee machine | upstairs thermostat
pet_name: Ziggy | Pixel | Number Five | Buddy | Pippin | Sunny | Moonbeam | Biscuit | Old Faithful | Captain | Pepper | Jasper | Little Helper | Domino | Comet | Marvin
instruction: {step}. {step}. {step}. | {step}, then {step_low}.
step: Preheat the oven to 200 degrees | Head north along the river | Turn left at the church | Stir in the {ingredient} | Let it rest for {small} minutes | Open the settings and choose the account tab | Add the {vegetable} and simmer | Press the button for {small} seconds
step_low: turn left at the church | add the {ingredient} | wait {small} minutes | confirm with your code | fold in the {ingredient} | take the second exit
advice: drink plenty of water and rest | see a doctor if it lasts longer than {small} days | avoid heavy meals in the evening | take it with food | keep the area clean and dry | try a short walk every day
joke: Why do bakers work so early? Because they knead the dough. | I told my {furniture} a joke, but it did not stand up. | What do you call an animal with a map? Lost, but confident. | Parallel lines have so much in common; it is a shame they will never meet.
fact: {city} has more bridges than most people expect. | The {animal} can remember faces for years. | The first {gadget_noun} was sold in 19{two_digits}. | Honey keeps for centuries if it stays sealed. | Octopuses have three hearts.
quote: Small steps still move you forward. | What you water grows. | The best map is a good question. | Patience is a kind of speed. | Start before you are ready.
headline: {theme_cap}: what changes in {month} | {company} opens a new site in {city} | {city} plans more {theme_noun} | {theme_cap} grows for the {small}th year in a row | Why {theme} matters in {country} | {team} win at home against {team2}
theme_noun: bike lanes | parks | night trains | housing | solar roofs | libraries | pedestrian streets
slogan: Made for {activity}. | {season_cap} is for {hobby}. | Everything for {hobby}. | {company}: closer to you.
plain_food: coffee | printer paper | cat food | light bulbs | olive oil | dishwasher tablets
season_name: spring | summer | autumn | winter
season_cap: Spring | Summer | Autumn | Winter
lyrics: I left my coat on the evening train | All the windows know your name | We were counting the lights of {city} | The river takes the long way home | Summer came in through the kitchen door
""")
