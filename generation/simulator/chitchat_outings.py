"""Small talk about being out and about: travel, weather, roads, food, sport (see `chitchat_grammar`)."""

TRAVEL = """
[packing] pack suitcase luggage overpack clothes
- I {always|usually|still} overpack, and {half of it|most of it|a good part of it} never leaves the suitcase.
- Packing is the part of a trip I {like least|put off until the last evening|never get right}.
- My {sister|flatmate|husband|best friend} packs in ten minutes with one small bag, and I {envy that|have no idea how}.
- Somehow my suitcase {comes back heavier than it left|is full before the shoes are in|never closes on the way home}.
? Is there {a trick|a method|some secret} to packing light?
? What do {people|seasoned travellers|most people} forget to pack most often?
>1 Rolling clothes instead of folding them {saves a surprising amount of room|keeps the creases down too}.
>2 A list you {reuse every time|keep from trip to trip} beats packing from memory, and chargers should be at the top of it.
>1 Laying everything out and putting {a third|a quarter} back is {harsh but effective|the oldest rule, and it works}.
>1 Two pairs of shoes are {plenty|enough} for almost any trip, and the bulky pair belongs on your feet.
[airports] airport security terminal layover gate boarding
- I {turn up|arrive} at the airport {far too early|hours ahead} every time, and then I {walk in circles|drink bad coffee}.
- There's something about airports at {dawn|night|five in the morning} that I {find oddly calming|secretly enjoy}.
- Long layovers {wear me out|make me grumpy} more than the flight itself ever does.
- The security line {always|somehow} moves faster {next to mine|once I have changed lanes}.
? How early is {too early|sensible|early enough} for an airport, in your view?
? What's a {decent|good} way to get through a long layover?
>1 Two hours before a short flight and three before a long one is {a calm pace|a fair rule} without much waiting.
>2 A long layover {passes faster|feels shorter} if you walk to the far end of the terminal, where it's nearly always quiet.
>2 An empty bottle and {a scarf|a warm layer} make any terminal {more bearable|a little kinder}.
> Boarding last is underrated: {the seat won't leave without you|you stand less}, unless you need space for a bag overhead.
[seats] window aisle seat legroom plane
- I'm {firmly|very much|still} a window person, even if it means {climbing over strangers|holding out for hours}.
- On a plane I {can't|never manage to} sleep unless I have {the window to lean on|a seat far from the galley}.
- My knees {decided|made it clear} years ago that an aisle seat is {not a luxury|the only option}.
- I {once|recently} got the middle seat between {two rugby players|a couple who wouldn't stop talking}, never again.
? Window or aisle, {which side are you on|what would you pick for a long flight}?
? Is paying extra for legroom {worth it|ever sensible}?
>1 For a short hop the window {wins for the view|is the nicer seat}; past five hours the aisle {saves a lot of climbing|is kinder}.
> Seats over the wing {feel the bumps least|are the steadiest}, which helps if turbulence bothers you.
>2 Extra legroom {pays off|earns its price} on overnight flights and hardly matters on anything under three hours.
> The rows right at the back {recline least and board first|are the noisiest}, so the middle of the plane is a safe bet.
[places] holiday destination trip beach city island tourist
- I {dream|keep dreaming} of a trip with no plan at all, just {trains and a paperback|a rucksack and a map}.
- We went to {a tiny island|a mountain village|a fishing town} last summer and {nobody wanted to go home|I still think about it}.
- I {like|prefer} cities in the off season, when the {tourists|queues} are gone and {the locals have time to talk|it rains a bit}.
- My idea of a holiday is {a book and a beach|getting lost in side streets|long breakfasts}, {nothing more|and not much else}.
? Do you think {the famous sights|big tourist spots} are ever worth the crowds?
? What makes a {holiday|trip} feel long, even if it's only a few days?
>1 Famous places are famous for a reason; going {right after sunrise|an hour before closing} takes away {most of the crowd|the worst of it}.
>2 A trip feels longer when {every day holds one new thing|you change places once}, rather than a packed schedule.
> Shoulder season is {hard to beat|the sweet spot}: mild days, lower prices and {people who aren't tired of visitors|free tables}.
>2 Leaving one day {completely open|without any plan} tends to be {the one people remember|the best decision of a holiday}.
[trains] train rail railway compartment scenery
- I'd {take|choose} a slow train over {a fast plane|a cheap flight} any day, just for the {scenery|window and the quiet}.
- Night trains are {making a comeback|back in fashion} and I'm {all for it|really happy about it}.
- I {have my best ideas|do my best thinking} on trains, {probably because there's nothing else to do|who knows why}.
- There was a man on my train {this morning|yesterday} who {played cards with the whole carriage|sang under his breath all the way}.
? Are night trains as {romantic|comfortable} as {people say|they look in films}?
? What do you {suggest|recommend} for {killing time|keeping busy} on a long train ride?
>1 On a night train {earplugs|earplugs and slippers} make all the difference, and the {lower|bottom} bunk is the steadier one.
>2 For long rides a {podcast series|thick novel} works well, with {snacks|a proper sandwich} from outside the station.
> Trains win {door to door|on comfort} for anything up to about {four|five} hours, once you count the way to the airport.
>2 Sitting on the side {away from the sun|facing the coast or the valley} is worth a look at the map beforehand.
[jetlag] jet lag timezone tired arrival
- Jet lag hits me {harder every year|worst when I fly east}, I'm {useless for days|awake at four and asleep at noon}.
- My {colleague|aunt} swears by {fasting|melatonin|cold showers} against jet lag, and I {don't believe a word|might try it}.
- After a long flight I {walk around like a ghost|can't even order a sandwich properly}, the jet lag is that bad.
? Is there anything that {really helps|works} against jet lag?
? Why is flying east so much {worse|harder} with jet lag than flying west?
>1 Morning light at the new place {resets the clock fastest|does more than any pill}, so a walk before breakfast is a good start.
>2 Flying east shortens the day, and {bodies stretch more easily than they shrink|most bodies prefer a longer one}.
>1 Eating at local times from the first meal {helps more than napping|nudges the body along}.
>1 If a nap is unavoidable, {twenty minutes|half an hour} is plenty; anything longer {backfires|makes the night harder}.
"""

WEATHER = """
[rain] rain rainy umbrella wet drizzle puddle
- I {actually|secretly} like the sound of rain {on the roof|at night}, as long as I'm {indoors|under a blanket}.
- It {rains|starts raining} the moment I {wash the car|leave the umbrella at home}, without fail.
- I've lost {so many|about a dozen} umbrellas that I {just get wet now|only buy the cheap ones}.
- Rainy {Sundays|afternoons} are made for {soup|old films|doing nothing}, if you ask me.
? What's the {best|nicest} thing to do on a rainy day?
? Is a good umbrella {worth the money|better than a raincoat}?
>2 A hooded raincoat {beats an umbrella|is the safer choice} in wind, and nobody ever left one {on the bus|in a café}.
>1 Rainy days are {ideal|perfect} for slow cooking, since {the oven warms the kitchen too|nobody minds waiting}.
> The smell after rain even has a name, petrichor, {which I find charming|a lovely word}.
>1 Museums are {packed|full} in the first rainy hour and {calm|half empty} in the third, so it pays to go late.
[heat] heat hot heatwave summer sweat fan
- This heat {makes me useless after lunch|is too much for me}, I {could sleep in the fridge|just lie near the fan}.
- I can {put on|add} another sweater in the cold, but in this heat {there's nothing left to take off|I'm lost}.
- My flat turns into {an oven|a greenhouse} every summer, {top floor|glass on three sides} and no shade.
- Hot nights are the {worst part|hardest bit} of summer, {nobody sleeps|the whole street is awake}.
? How do people {in hot countries|further south} stay so calm in the heat?
? Any {tricks|ideas} for cooling a flat {without air conditioning|with just a fan}?
>2 Closing blinds {before the sun reaches them|early in the morning} keeps out {more heat than any fan moves|most of it}.
>2 A fan blowing {out of|towards} the window in the evening pulls in cooler air {from the other side|surprisingly fast}.
>1 Hot countries {solve it with|rely on} long lunches, thick walls and late dinners, {a wise system|and it's hard to argue with that}.
> A damp cloth on the {wrists|neck} cools faster than {ice cream|a cold drink}, though it's less fun.
[cold] cold winter snow snowy frost ice scarf
- I {love|adore} the first snow of the year, even though {the buses stop|everything gets slow}.
- Winter would be fine if it {ended in January|weren't so dark}, {that's all I ask|but it drags on}.
- My hands are {always|permanently} cold, {gloves or not|even in two pairs of gloves}.
- We built a {snowman|snow fort} {last winter|once} and the neighbours' kids still {talk about it|ask for another}.
? Are you meant to like winter, or do people {just pretend|only say so}?
? How do you {get through|survive} the dark winter months without {getting gloomy|hiding in bed}?
>2 Going out {around noon|in the brightest hour}, even for ten minutes, helps with the dark months {more than it should|quite a bit}.
>1 {Some people truly love winter|Snow lovers are quite real}, and the rest {like coming home from it|are in it for the soup}.
> Mittens keep hands warmer than gloves, because {the fingers share|fingers warm one another}.
> Wool stays warm {even when damp|in the wet}, so one {wool|merino} layer is worth two of cotton.
>2 Winter is {more fun with a ritual|easier with something fixed}, such as {soup on Fridays|a weekly sauna or film night}.
[forecast] forecast weather predict sunny cloudy
- I {check|look at} the forecast {three times a day|far too often} and still {dress wrong|get it wrong}.
- My grandfather could tell tomorrow's weather from {the swallows|his knee}, {better than any app|and he was rarely wrong}.
- Every weather app {tells me something different|promises sun}, and the sky {does as it likes|has its own plan}.
- The forecast said sunny, and {here I am|there I was}, {soaked|dripping on the carpet}.
? Why do forecasts {differ so much|change every hour}?
? How far ahead can you {really|honestly} trust a forecast?
>2 Forecasts are {good for three days|solid for about three days}, fair for five, and {mostly a trend|closer to a guess} after a week.
>1 Apps disagree because they {use different models|run on different grids}, so the average of two is {usually the best bet|fairer}.
> A chance of rain of fifty percent is {an honest shrug|a coin toss}; it says nothing about how long the rain will last.
> A falling barometer and {swallows flying low|a ring around the moon} were {decent tools|not bad} before satellites.
[seasons] spring autumn season leaves blossom sunset
- Autumn is my {favourite season|time of year}, {the light|the smell of leaves} alone makes up for {the short days|the rain}.
- Every spring I {promise myself|plan} to see the blossom, and {every spring I miss it|then work gets in the way}.
- The sunset {last night|yesterday} was {unreal|ridiculous}, the whole street {stopped|stood at the window}.
? If you had to keep only one season, which {would it be|would you vote for}?
? Why do the colours at sunset {look so different|change so much} from day to day?
>1 My vote goes to {early autumn|late spring}: mild air, good light and {hardly any mosquitoes|everything is in season}.
>2 Sunsets are strongest with {some high cloud|thin clouds} in the west and {clean|dry} air after rain.
> Blossom lasts barely {a week or two|ten days}, so a note in the diary {is fair|beats good intentions}.
> Seasons feel longer if you {mark them|celebrate their starts}, even with something small like {a first picnic|the first soup}.
"""

ROADS = """
[traffic] traffic jam commute commuting rush
- I spent {ages|half the morning|an entire audiobook} in a traffic jam {today|yesterday}, and {nobody knew why|there wasn't even an accident}.
- My commute is the {only time|one hour} I {get to myself|listen to music properly}, so I {don't complain|sort of like it}.
- Rush hour {brings out the worst in people|is a strange sport}, {me included|and I'm no better}.
- I {moved closer to work|changed my hours} to {escape|avoid} the commute and it {changed my life|was worth every penny}.
? Why do traffic jams appear {out of nowhere|for no reason}?
? What makes a long commute {bearable|less of a waste}?
>1 Many jams start with one {driver braking too hard|nervous brake}, and the wave {travels backwards for miles|rolls on for an hour}.
>2 Leaving {fifteen|twenty} minutes earlier often saves {double that|more than it costs} in rush hour.
>2 Audiobooks turn a commute into {reading time|the best part of the day}, {long series especially|mysteries above all}.
>1 Keeping a {big gap|steady distance} to the car in front is {calmer|easier on the nerves}, and it even helps the jam dissolve.
[parking] park parking garage space
- I drove around for {half an hour|ages} looking for parking and {ended up back home|parked where I started}.
- Parallel parking with people {watching|waiting} is my {nightmare|least favourite exam}.
- I {can never|never} remember where I {parked|left the car} in those {huge|underground} garages.
- Parking in my street is a {competitive sport|lottery}, {you move, you lose|neighbours send one another tips}.
? Is there a {trick|method} to parallel parking {that works|for nervous people}?
? How do people find free parking in {old towns|big cities} at all?
>1 The trick is to line up {mirrors|rear wheels} with the other car first and then turn {slowly|late}; speed ruins it.
> A photo of the pillar number takes {two seconds|no time} and ends {the garage hunt|all that wandering}.
>2 Parking {one stop|ten minutes} outside the centre is {usually faster|often quicker} than circling inside it.
>2 Side streets near {schools and offices|office blocks} empty out {after six|in the evening}, which is handy for dinner plans.
[navigation] map maps navigation directions lost route gps
- I have {no|absolutely no} sense of direction, I {get lost|lose my way} in {shopping centres|my own district}.
- I {still|sometimes} argue with the navigation voice, {as if it could hear me|out loud}.
- Getting lost is {how I find the best places|half the fun}, at least {on holiday|on foot}.
- My father refuses to use navigation and {unfolds a paper map|trusts a map from the eighties} {on the steering wheel|at every junction}.
? Do you think {satnavs|navigation apps} make us {worse at finding our way|lazy}?
? Are paper maps {still worth carrying|just nostalgia by now}?
>1 Using navigation for everything does {dull|blunt} the sense of direction; {switching it off on known routes|looking at the whole map first} keeps it sharp.
>2 A paper map {never runs out of battery|shows the whole picture}, which is {reason enough|a fair argument} on mountain trips.
> Picking {one landmark|a tower or a river} to stay oriented by {helps more than street names|works in any city}.
> Getting lost on foot is {underrated|a fine way to meet a city}, as long as {the shoes are good|nobody is waiting}.
[cycling] bike bicycle cycling cyclist helmet bus tram subway
- I {cycle|ride my bike} {nearly everywhere|to work} now, and {my mood is better|I arrive in a good mood} for it.
- Someone {stole|took} my bike {again|last month}, the {rusty one|third in a row}, can you believe it.
- I {switched|went back} to the bus for a week and {read two books|overheard the best conversations}.
- Cycling uphill with {groceries|a headwind} is {my gym|all the sport I need}.
? Are electric bikes {cheating|worth it}, or {just sensible|am I too proud}?
? What's the {best|safest} way to keep a bike from being stolen?
>1 An electric bike gets {ridden far more often|more use}, so it's {hardly cheating|exercise in the end}.
>2 Two different locks {put off most thieves|double the work for a thief}, and a {dull|plain} old bike helps as well.
> {A bell and good lights|Bright lights and a bell} do more for safety than {people think|fancy clothing}.
> Riding {a little further from the kerb|in clear view} is {safer|better} than hugging it, because drivers see you sooner.
[driving] drive driving car electric licence road
- Driving at night with {good music|nobody around} is {oddly peaceful|the best therapy I know}.
- I {learned to drive|got my licence} {quite late|at thirty}, and I'm still {nervous|proud} on big roads.
- We're {thinking about|talking about} an electric car, but the {charging|range} {worries me a bit|keeps us debating}.
- A road trip with my {brother|oldest friend} ended with {a flat tyre|us singing for six hours}, {best day ever|good times}.
? Do electric cars make sense for people {in flats|without a garage}?
? What makes a {good|great} road trip, in your opinion?
>1 An electric car is {easiest|simplest} with a socket at home or at work; without one it takes {a bit of planning|some routine}.
>2 A good road trip needs {a loose plan|few miles a day}, many stops and {one person in charge of snacks|a shared playlist}.
> A short break every {two hours|ninety minutes} keeps a driver {fresher than coffee|sharper than any drink} does.
> Practising a big road {on a Sunday morning|at a quiet hour} takes {most of the fear|the edge} out of it.
"""

FOOD = """
[cooking] cook cooking dish ruin recipe kitchen bake baking dinner soup
- I {tried|attempted} to bake bread {on Sunday|last weekend} and it came out {like a brick|flat as a plate}.
- Cooking for one is {hard to get excited about|where I get lazy}, it {ends in toast|mostly turns into pasta}.
- My grandmother never wrote a recipe down, {it was all a pinch of this|she just knew}, and now we {guess|argue about them}.
- I {cook|make} a huge pot of soup {every Sunday|once a week} and {live off it|pretend it's meal planning}.
? What's {one dish|a dinner} that {always works|nobody can ruin}?
? Is there a {secret|trick} to {good|decent} bread at home?
>2 Bread {mostly needs time|is mostly patience}: a slow rise {overnight in the fridge|in a cool place} does the work.
>1 A {frittata|tray of roast vegetables} is {nearly impossible to ruin|forgiving} and {uses up whatever is left|takes little skill}.
> A squeeze of lemon {at the end|right before serving} lifts {more dishes than salt does|almost any soup}.
> Cooking double and freezing half {makes weekdays easier|is a gift to your future self}.
[coffee] coffee espresso tea caffeine cup
- I'm not {really|properly} human before my {first|second} coffee.
- I {gave up|quit} coffee for a month and {all I got was headaches|slept no better}, so I'm back.
- There's a new {café|coffee place} on our corner, and the owner {takes foam very seriously|remembers everybody's cup}.
- I switched to tea {this year|last winter} and I {kind of miss|only miss} the {ritual|smell of coffee}.
? How much coffee is {too much|still fine}, do you think?
? Does {expensive|freshly ground} coffee really taste {different|better}, or is that {in our heads|marketing}?
>2 Freshly ground beans make {the biggest difference|more difference than the machine}, and that one is {no myth|easy to taste}.
>1 Most adults do fine with {three or four|up to four} cups, ideally with the last one {before two|at lunch}.
> Waiting {an hour|a while} after getting up makes the first cup of coffee {work better|feel stronger}.
> A teapot is {the nicer ritual|slower}, and that slowness is {half the pleasure|rather the point}.
[restaurants] restaurant menu waiter dish tip dining
- Long menus {make me nervous|put me off}, I end up with {whatever the next table has|the first thing on the list}.
- We found a {tiny|family} restaurant with {four tables|no menu at all}, and it was the {best meal of the year|best evening in ages}.
- I {always|never fail to} order {wrong|the one dish that disappoints}, and then I {stare at my friend's plate|regret it}.
- Sharing plates in a restaurant {sounds nice|is lovely} until {one piece is left|someone orders olives only}.
? How do you {spot|recognise} a good restaurant in a {strange|foreign} city?
? Is the dish of the day {a good idea|what's fresh}, or {just leftovers|a trap}?
>1 A short menu {written by hand|that changes weekly} and {locals at the tables|a full room on a Tuesday} are good signs in a restaurant.
>1 Walking {two|three} streets away from the main square {improves the food|halves the bill} almost anywhere.
>1 Asking the waiter what {they would eat|the kitchen is proud of} gives an honest answer {more often than not|nearly always}.
>2 The dish of the day is usually {the freshest thing on offer|what the cook felt like making}, so it's a {fair bet|good sign}.
[sweets] chocolate cake sweet snack dessert sugar
- I {tried|meant} to eat less sugar, and then {my neighbour brought cake|the chocolate was on sale}.
- There is a {drawer|tin} at my desk with {emergency chocolate|biscuits}, and {everybody knows about it|somehow it empties itself}.
- Dessert is the {only course|part of dinner} I {read first|plan ahead}.
? Is {dark|very dark} chocolate really {healthier|better for you}, or {is that wishful thinking|a nice excuse}?
? How do people keep {sweets|snacks} in the house without {eating them all|thinking about them}?
>1 Dark chocolate {has less sugar|is a bit better}, but mostly it's so {rich|intense} that two squares are enough.
>2 Sweets on a {high shelf|shelf out of sight} last {far longer|twice as long}; it really is that simple.
>2 A dessert {shared|eaten slowly} is {worth two in a hurry|half the sugar and all the fun}.
> Fruit with {a little yoghurt|a few nuts} quiets most cravings, though {it won't replace cake|nothing is quite like cake}.
"""

SPORT = """
[running] run running jog marathon race shoes
- I started running {again|this spring}, and my knees {have opinions|are not impressed}.
- The first ten minutes of a run are {torture|the worst}, after that {I forget I'm doing it|it's nearly fun}.
- A friend {talked|tricked} me into a {half marathon|charity race} and I {regret it daily|can't back out now}.
? How do you keep running when {it's dark and cold|motivation is gone}?
? Is running every day {too much|a bad idea} for a {beginner|person my age}?
> Slow enough to {chat|hold a conversation} is the right pace for {most runs|almost every run}, and it feels embarrassingly slow.
>2 Every other day {is plenty|works best} for a beginner, since {tendons need longer than lungs|rest is when it sinks in}.
>1 A fixed meeting point with {a friend|someone else} beats {motivation|willpower} on dark evenings.
>1 Promising yourself only {ten minutes|one lap} gets you {out of the door|started}, and few people turn back.
[gym] gym exercise workout yoga weights stretching
- I {pay for|own} a gym membership as a {kind of donation|monument to good intentions}.
- Yoga {looks easy|seemed gentle} until {the third minute|I tried to stand on one leg}.
- I feel {great|fantastic} after a workout and {terrible|full of excuses} before it, every {single|blessed} time.
? What's a workout that {doesn't feel like one|even lazy people keep up}?
? Does stretching before exercise {really|actually} help?
>1 Swimming and {dancing|badminton} hardly feel like a workout, and {they train everything at once|people stick with them}.
>2 Light movement {warms up better|does more} before exercise than long stretching, which {belongs at the end|is nicer afterwards}.
>1 Going at the {same hour|same time} every week matters more than {going hard|the programme}.
>1 A workout of {fifteen|twenty} minutes that happens beats {an hour|the perfect one} that doesn't.
[matches] football match team league basketball tennis fan stadium score
- My team {lost again|threw it away in the last minute}, I don't know why I {watch|do this to myself}.
- I know nothing about football, yet I {shout the loudest|get carried away} {every world cup|in a stadium}.
- Tennis on {television|TV} is {the best background for ironing|how I learned to relax}.
- There's nothing like a {live match|full stadium}, even in the {rain|cheap seats}.
? Is it {silly|strange} to be in a bad mood because a team lost?
? What makes a match {exciting|worth watching} for someone who {isn't a fan|doesn't know the rules}?
>1 A bad mood after a lost match is {perfectly human|part of the deal}; the good ones {wouldn't count otherwise|taste better for it}.
>2 Picking {one player|an underdog} to follow makes any match {exciting|twice as interesting}.
> A stadium is {half sport, half theatre|worth it for the noise alone}, even when the game is dull.
> Lower leagues often give {the best afternoons|more fun for less money}: close to the pitch, {cheap|easy} and friendly.
[hiking] hike hiking mountain trail forest walk camping tent
- We {hiked|walked} up a mountain {on Saturday|last month} and {I still feel every step|the view was pure fog}.
- I like the {idea|smell} of camping more than the {tent|nights}.
- A walk in the forest {clears my head|fixes most things} faster than {anything else|any podcast}.
? What's {the one thing|something small} that makes a hike more {comfortable|fun}?
? Are hiking poles {useful|worth it}, or {just for show|do they only get in the way}?
>2 Poles {spare the knees|take a lot of weight} on the way down, so they're {far from silly|worth a try}.
>1 Dry socks in {a bag|the rucksack} are {the cheapest luxury|worth their weight in gold} on a hike.
>1 Starting {an hour earlier|at first light} gives you {the trail to yourself|the best views and an easy way down}.
>1 A better sleeping mat does more for a camping night than {a bigger tent|a thicker sleeping bag}.
"""

TOPICS = {
    "travel": (
        "travel trip flight fly airline airport hotel booking book train rail station car rental passenger cabin itinerary luggage holiday vacation destination tour cruise visa hostel lodging reservation check-in room guest",
        TRAVEL,
    ),
    "weather": (
        "weather forecast temperature rain snow storm wind humidity climate air pollen sun sunrise sunset sea wave tide meteorological celsius cloud",
        WEATHER,
    ),
    "roads": (
        "map maps direction route place parking traffic taxi ride charging station geocode address location latitude navigation vehicle car road transit bus transport distance driver fleet logistics",
        ROADS,
    ),
    "food": (
        "food restaurant recipe meal table menu ingredient dish calorie nutrition cook kitchen grocery delivery diet drink beer wine cocktail",
        FOOD,
    ),
    "sport": (
        "sport team match league player score football soccer basketball tennis cricket race workout fitness training running cycling gym athlete odds tournament fixture",
        SPORT,
    ),
}
