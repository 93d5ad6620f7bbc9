"""Small talk about daily life: home, shopping, money, health, family, property (see `chitchat_grammar`)."""

HOME = """
[cleaning] clean cleaning tidy dust vacuum laundry mess dishes
- I {cleaned|tidied} the whole flat {on Saturday|yesterday} and {it lasted one afternoon|you'd never know}.
- I {only|mostly} clean when {guests are coming|there's something worse to do}, like {taxes|a deadline}.
- Somewhere in my laundry there's a {black hole|monster} that eats {one sock of each pair|only the left socks}.
- My robot vacuum {gets stuck|gives up} under the {same|old} chair every {day|time}, and I've grown {fond of it|protective}.
? How do people keep a tidy home without {spending every weekend on it|losing their minds}?
? Is there a {chore|cleaning job} you'd call {pointless|overrated}?
>1 Ten minutes of tidying {every evening|before bed} beats {a whole Saturday|one heroic weekend} by a mile.
>1 Anything that takes under {a minute|two minutes} is best done {on the spot|at once}; the mess never gets a start.
>2 Ironing {sheets|towels} is the chore I'd {strike first|call overrated}, nobody ever notices.
>1 A {basket|box} by the door for {stray things|whatever has no home} keeps the rest of the place {calm|in order}.
[plants] plant plants garden gardening balcony flower tomato
- Every plant I buy {dies|gives up} within {a month|weeks}, even the {cactus|plastic-looking one}.
- I {talk|sing} to my tomatoes, and {they seem to like it|the neighbours have noticed}.
- The balcony is {finally|nearly} green, and I {have breakfast out there|feel absurdly proud} {every day|already}.
- My mother can {revive|save} any plant with {a look|cold tea}, I {clearly|sadly} didn't inherit that.
? Which plants {survive|forgive} {people like me|total neglect}?
? Do plants really {grow better|do better} when you talk to them?
>1 Snake plants and {pothos|spider plants} {forgive nearly everything|thrive on neglect}, apart from too much water.
>1 Most house plants are {drowned|killed with kindness}; a dry finger {in the soil|test} before watering saves them.
>2 Talking may not help the plant, but it means you {look at it daily|notice trouble early}, and that does.
>1 Herbs {like|want} a sunny sill and {regular haircuts|frequent cutting}, then they keep going all summer.
[gadgets] smart lamp lights speaker thermostat gadget device
- My {partner|mother} still {gets up|walks over} to switch off the smart lamp {by hand|at the wall}, out of principle.
- I bought smart lights and now {I can't turn on my own kitchen without a phone|the cat sets them off}.
- Half of my gadgets {only talk to their own app|need an update before breakfast}, it's {tiring|a bit absurd}.
- Having the lights {fade in|come up} slowly in the morning is the {one|only} smart gadget I'd {never give back|defend}.
? Which smart home gadget is {really worth it|more than a toy}?
? Do you think smart homes {make life simpler|save anything}, or {just add more apps|is it mostly play}?
>1 A smart thermostat {pays for itself|earns its keep}; most other gadgets are {comfort|fun} rather than savings.
>1 Lights that follow sunset are {the quiet winner|simple and lovely}, because you {forget they're smart|never touch them again}.
>2 Keeping real switches for {guests and grandparents|everyone else} is the mark of a {well-made|sane} smart home.
>2 Fewer brands mean fewer apps, so {staying with one system|picking one family of devices} spares a lot of cursing.
[neighbours] neighbour neighbours noise upstairs party flat
- My upstairs neighbour {bowls|moves furniture} at {midnight|six in the morning}, I'm {convinced|almost sure}.
- The neighbours {invited|asked} us over after {eight years|a decade} of nodding, and they're {delightful|hilarious}.
- Somebody in my building is learning the {drums|trumpet}, and {not quickly|we all suffer along}.
? How do you {raise|bring up} noise with a neighbour without {starting a war|sounding petty}?
? Is it {odd|old-fashioned} to bring new neighbours {a cake|bread and salt}?
>1 Going over {in a calm moment|on a quiet afternoon} with a smile works {far better|ten times better} than a note about noise.
>2 A cake for new neighbours is {never odd|a lovely habit}, and it {pays back in borrowed sugar|makes every later talk easier}.
>1 Felt pads {as a gift|under the chairs} have ended {many a feud|more noise than any complaint} upstairs.
>1 Most noisy neighbours {have no idea|don't know} how thin the floor is, so {a friendly word|telling them kindly} is often all it takes.
[heating] heating energy electricity bill radiator power
- The {electricity|heating} bill {came|arrived} and I {had to sit down|read it twice}.
- We have {a blanket rule|an argument every winter} at home: sweater first, then the {heating|radiator}.
- I go around {switching off|unplugging} things like {my father did|a lighthouse keeper}, it {must run in the family|can't be helped}.
? What {really|actually} saves energy at home, and what is {just a feeling|only folklore}?
? Is it better to leave the heating {low|on} all day or {switch it off|turn it down} when you're out?
>1 Heating and hot water are {by far the largest part|most of the bill}; the lamps {hardly matter any more|are small change}.
>1 Turning the heating down by one degree saves {about six percent|a noticeable bit}, and few people {feel|notice} it.
>2 In most homes turning it down while away {wins|uses less}, since a cool room {loses less heat|leaks less}.
>1 A short shower and a {full|properly loaded} machine beat {unplugging chargers|hunting standby lights} by a wide margin.
"""

SHOPPING = """
[online] online shop shopping parcel delivery return box
- I {order|buy} things at {midnight|two in the morning} and am {surprised|delighted} when they turn up.
- My hallway is {full of boxes|a parcel depot}, because I {take deliveries for the whole house|never send returns in time}.
- I filled a {shopping cart|whole basket} online {last night|just for fun} and closed the {tab|laptop}, {best kind of shopping|no regrets}.
- I {miss|still love} real shops, where {someone wraps it for you|you can touch things}.
? How do you {resist|stop} shopping online when {bored|it's late}?
? Do you think small shops {can survive|have a chance} against online shopping?
>1 Letting a cart sit {for a night|until the next morning} cures {half of all purchases|most late shopping}.
>2 Small shops win on {advice and repairs|things you want to try first}, and people {notice|come back for} that.
>1 Removing the saved card adds {just enough friction|a pause}, and the pause is {what saves the money|the whole trick}.
> Returns are easier to keep up with when the box {stays by the door|never leaves the hallway}.
[bargains] sale bargain discount price cheap deal
- I bought {three|two} things I didn't need because they were {half price|on sale}, {classic me|so much for saving}.
- My uncle {haggles|asks for a discount} {everywhere|even at the bakery}, and {it works|I want to vanish}.
- Every sale {looks like|feels like} the last one on earth, and then {comes another|there's one next week}.
? Are those big {sales|discount days} {real bargains|honest}, or are prices {raised before|just moved around}?
? How do you tell a {good deal|bargain} from a {trap|clever price tag}?
>2 A price is only a bargain {for something you wanted before the sale|if you'd buy it at full price}.
>1 Looking at the price over {a few months|the past weeks} shows quickly {whether a sale is real|how much theatre is in it}.
> Winter coats are cheapest in {February|late winter} and garden chairs in {September|early autumn}, {as dull as that sounds|year after year}.
> Haggling is {mostly about asking kindly|less rude than it feels}, and the worst that can happen is a no.
[clothes] shoes clothes jacket jeans size wardrobe wear fashion
- I own {far too many|more} shoes {than days in a month|for two feet}, and wear the same {pair|old ones}.
- Sizes {mean nothing|are pure fiction}, I'm {three different people|a different size} in three different shops.
- I finally threw out {a jacket|jeans} from {school days|another decade}, and I {miss it already|feel lighter}.
- Buying jeans {ruins my day|is my personal exam}, {nothing ever fits|those mirrors are cruel}.
? Is it smarter to buy {one expensive pair of shoes|good shoes once} or {several cheap ones|cheap ones often}?
? How many clothes does a {person|normal person} {really|truly} need?
>1 Good shoes that can be {resoled|repaired} are {cheaper over the years|the better buy}, and kinder to the feet.
>2 Most people wear {a fifth of their wardrobe|the same few clothes} nearly all the time, so {less is plenty|thirty pieces do}.
> Cuts differ more than sizes, so {trying the same pair in two cuts|measuring one that fits} saves {tears|a lot of trying on}.
> Shopping for shoes {late in the day|in the afternoon} helps, because feet {swell a little|are larger then}.
>2 Turning hangers round after wearing shows {within a season|after a few months} which clothes {can go|only take up space}.
[reviews] review reviews star rating gift present
- I read {forty|a hundred} reviews for a {toaster|garden hose} and {still couldn't decide|bought the first one}.
- The one-star reviews are {the best part|comedy gold}, people {rate the postman|are furious about colours}.
- I never know what to {give|get} people who {have everything|say they want nothing}.
- My {best|favourite} gift ever was {a jar of handwritten notes|a mixtape}, {not bought at all|it cost nothing}.
? Can you {trust|believe} reviews these days, with {so many fakes|everyone gushing}?
? What's a {good|safe} gift for somebody {hard to shop for|who has everything}?
>1 The {three-star|middling} reviews are {the most honest|worth the most}: neither in love nor angry.
>2 Gifts that get used up are {safe|hard to get wrong}, such as {good olive oil|fine chocolate or candles}.
>2 Time together beats things: {a dinner you cook|tickets for two} suits the person who has everything.
>1 A review with a {photo|drawback} in it is {more likely to be real|easier to believe} than five lines of praise.
"""

MONEY = """
[saving] save saving savings money spend spending budget
- I'm {bad|hopeless} at saving, money {sees me and runs|leaves the moment it arrives}.
- I started {writing down|tracking} what I spend and the {bakery|takeaway} total was {a shock|embarrassing}.
- My grandmother kept her savings in {envelopes|biscuit tins}, and honestly {it worked|she was richer than all of us}.
- Saving for {something big|a house} feels like {filling a pool with a spoon|it takes forever}, but {I'm getting there|it grows}.
? What's a {painless|simple} way to save {a bit|some money} every month?
? Is a {strict|written} budget {really necessary|worth the bother}?
>1 Moving money to savings on {payday|the day it arrives} works better than {saving what is left|good intentions}.
>2 A budget with {a line for fun|some slack} survives; a {perfect|strict} one lasts {about two weeks|until the first birthday}.
>2 The envelope method is {old and brilliant|still hard to beat}, because an empty envelope {argues well|says no for you}.
>1 Small regular savings {feel silly at first|look tiny}, then {time does the heavy lifting|the habit carries you}.
[subscriptions] subscription subscriptions streaming monthly cancel membership
- I counted my subscriptions {and wished I hadn't|last night}, there was {one I'd never used|a meditation app from years ago}.
- Everything is a subscription {these days|now}, {even the heated seats|soon it'll be the toaster}.
- I {signed up|subscribed} for a {free month|trial} {two years ago|ages ago}, you can guess how that went.
? Do you think subscriptions are {a good model|fair}, or {just a clever trap|would owning be better}?
? How do people keep {track of|an eye on} all those {little|monthly} subscriptions?
>2 A yearly {clear-out|spring clean} of subscriptions is the {best-paid hour|easiest raise} most people can get.
>2 Taking one streaming service {at a time|per season} {costs a fraction|is plenty}, since nobody can watch them all.
>2 A note in the calendar {on the day a trial starts|two days before it ends} is the {only reliable cure|simplest defence}.
>1 Owning wins for things used {for years|daily}; subscriptions suit {what you try for a season|passing interests}.
[bills] bill split tip tax cash card pay payment
- Splitting a bill among {ten people|friends} {brings out strange maths|takes longer than dinner}.
- I hardly {carry|touch} cash any more, and then {a market stall|the best bakery} {takes nothing else|doesn't take cards}.
- Doing my taxes is {pure dread|three hours of sighing}, {every year|and I start too late}.
- A friend {always pays in coins|rounds up every bill}, I {admire|respect} the commitment.
? Should a group {split the bill evenly|each pay their own}, in your opinion?
? Will cash {disappear|be gone} {some day|in our lifetime}, do you think?
>1 Splitting evenly is {simplest|fine} among people who order alike; otherwise {each their own|paying for your own} keeps the peace.
>2 Cash will probably {shrink to a niche|linger}, as it {works in a power cut|is hard to replace for small gifts}.
> Taxes hurt less with {one folder for the year|receipts in one place}, filled {a little each month|as things come in}.
>2 A {small|single} note in the phone case {rescues|saves} a market morning more often than {you'd think|expected}.
[bank] bank account loan interest currency exchange rate
- My bank {closed|shut} the branch {on our street|with the nice clerk}, now I {talk to a hotline melody|queue in an app}.
- I {don't|will never} understand exchange rates, I just {nod|pay and hope} {on holiday|abroad}.
- Interest on savings was {a joke|nothing} for years, and now {everyone has an opinion|people talk about it at parties}.
? Is it {better|cheaper} to change money {before a trip|at home} or at the airport?
? Why do exchange rates {move all day|never stand still}?
>1 Airport counters have the {worst|poorest} rates nearly everywhere; a card without foreign fees is {the cheap way|hard to beat}.
>1 When a machine abroad offers to convert, paying in the {local currency|currency of the country} is {usually cheaper|the better choice}.
>2 Exchange rates move with {interest and expectations|what people expect of interest}, so {a rumour is enough|news moves them in seconds}.
> For everyday money a {boring|plain} account with no fees beats {clever offers|a welcome bonus}.
"""

HEALTH = """
[sleep] sleep asleep insomnia nap bedtime awake dream
- I {slept|sleep} {terribly|like a stone|in pieces} {lately|this week}, {no idea why|must be the moon}.
- I'm {convinced|sure} that naps are the {height|peak} of civilisation.
- I lie awake {planning|rehearsing} conversations that {never happen|took place years ago}.
- My bedtime {moves|drifts} later every {night|day} of a holiday, {it's a talent|until breakfast is lunch}.
? What {really|actually} helps with falling asleep?
? Are {afternoon|short} naps {good for you|a good idea}, or do they {ruin the night|backfire}?
>1 Getting up at the same {time|hour} every day does more for sleep than {any tea|going to bed early}.
>2 A nap of {twenty minutes|under half an hour} before three is {refreshing|pure gain}; longer ones {steal from the night|leave you groggy}.
>1 A cool, dark room {beats every gadget|works wonders}, and the phone sleeps better {in the kitchen|next door} too.
>1 Writing tomorrow's worries on paper {parks them|gets them out of the head} surprisingly well before sleep.
[stress] stress stressed switch relax calm anxious overwhelmed meditation
- I've been {stressed|on edge} {all week|since Monday} and even {my plants|my tea} can tell.
- Meditation makes me {more nervous|think of groceries}, {all that silence|am I doing it wrong}.
- I relax best when {my hands are busy|chopping onions}, {oddly enough|strange but true}.
? What do you {tell|suggest to} people who {can't switch off|feel stressed all the time}?
? Does breathing {slowly|deeply} {really|truly} calm you down, or is that {just a phrase|only talk}?
>2 Breathing out {longer than in|slowly} does calm the body within {a minute or two|a few breaths}, that one is real.
>1 Busy hands are a fine way to relax: {baking, knitting, fixing things|kneading dough or mending a chair}, {anything with a rhythm|all of it counts}.
>1 A short walk {without a phone|outside} lowers stress more reliably than {another coffee|thinking it through again}.
>1 Picking {just one thing|the smallest task} and finishing it often {breaks the spell|takes the pressure down} on an overwhelming day.
[doctor] doctor dentist appointment medicine cold flu checkup waiting
- I {put off|avoid} the dentist until {it hurts|there's no excuse left}, then it's {never that bad|over in ten minutes}.
- Waiting rooms {make me feel ill|have the oldest magazines on earth}, whatever I {came for|have}.
- Everyone around me has {a cold|the flu}, I'm {washing my hands like a surgeon|living on ginger}.
- I {always|tend to} forget what I wanted to ask the doctor {the moment I sit down|until I'm on the bus}.
? Does {ginger tea|chicken soup} {really|do anything to} help with a cold?
? How do you stop being {nervous|afraid} before the dentist?
> Writing down {two or three|your} questions before seeing a doctor {makes the visit twice as useful|keeps them from vanishing}.
>1 Chicken soup and ginger tea {don't cure a cold|won't shorten it}, yet warmth and {fluids|salt} do make it easier.
>2 Telling the dentist you're nervous {helps a lot|is worth it}: most of them {slow down and explain|know it well}.
>2 The first appointment {of the morning|of the day} has the {shortest|least} waiting, and no time to dread it.
[habits] habit water vegetables diet healthy resolution weight
- I {made|broke} my new year's resolution {within a week|by mid January}, {a personal record|as tradition demands}.
- I know I should drink more water, but {it tastes of nothing|I only remember at bedtime}.
- I'm trying to eat {more vegetables|better}, and {pizza has some|the fridge is full of good intentions}.
- One small habit, {stairs instead of the lift|walking after lunch}, {did more|has changed more} for me than any diet.
? How long does it {really|actually} take to build a {healthy|new} habit?
? Is there a {healthy|small} habit that's {worth starting|underrated}?
>1 Habits take {a couple of months|around two months} on average, and {missing one day does no harm|a missed day hardly matters}.
>1 Tying a new habit to {an old one|something you already do}, like {brushing teeth|morning coffee}, makes it stick.
>2 A walk after meals is {my pick|the quiet champion} among healthy habits: {free, short and good for sleep|no gear at all}.
>2 A glass of water {by the kettle|on the desk} gets drunk; a good intention {doesn't|stays dry}.
"""

FAMILY = """
[pets] pet cat dog puppy kitten vet
- My cat {sits|sleeps} on the keyboard whenever I {work|have something urgent}, {on purpose|with perfect timing}.
- We're {thinking of|talking about} getting a dog, and {the kids have promised everything|the cat has not been told}.
- The dog next door {greets|guards} me like {a long-lost brother|a celebrity} every single {morning|day}.
? Cats or dogs, {which make better company|where do you stand}?
? Do pets {understand|know} when we're {sad|in a bad mood}?
>1 Dogs are {company for the outdoors|the better walkers}, cats for the {sofa|evenings}; {the honest answer is both|either is a good deal}.
>2 Dogs do pick up on {tone and smell|moods}, and cats {notice too but make less of it|do as well, in secret}.
> A cat on the keyboard usually wants {warmth and attention|the warm spot}, so {a heated blanket next door|a box beside it} may win it over.
> With a dog the {first year|first few months} decides a lot, and short {daily|cheerful} lessons {beat long ones|are best}.
[children] kids child children son daughter parents family toddler school
- My daughter asked me {why the moon follows us|where the sky stops}, and I {had nothing|made something up}.
- The kids {grew|shot up} over the summer, {nothing fits|I blink and they're taller}.
- My parents {discovered|found} video calls and I now know {their ceiling|my father's left ear} very well.
- Family dinners at ours are {loud|chaos}, and I {wouldn't change it|miss them when they're over}.
? How do you answer {a child's|those endless} why questions without {giving up|running out}?
? Is screen time for {kids|children} as bad as {everyone says|people claim}?
>1 Answering with {what do you think|a question} keeps a child's curiosity going and {buys you time|often gives the better answer}.
>2 With screens it matters more {what they watch and with whom|what it replaces} than the {exact|plain} minutes.
> Video calls with parents go better {when something is done together|around a shared crossword}, since {silence isn't awkward then|it gives both sides a task}.
> Loud family dinners are {what children remember|a gift}, {peas on the floor included|mess and all}.
[birthdays] birthday party celebrate wedding anniversary guest invitation
- My birthday is {coming up|next month} and I'd {rather skip it|be happy with cake in bed}.
- I've been to {four|three} weddings this year, I could {give the speeches|cater one} by now.
- We're {planning|trying to plan} a surprise party, and {half the guests have given it away|I'm a terrible liar}.
? What makes a {party|birthday party} {fun|good} for people who {hate parties|don't know each other}?
? How long should a wedding speech be {at most|before people drift off}?
>2 Three to five minutes is {the sweet spot|plenty} for a wedding speech, with {one good story|a single story} and no inside jokes.
>1 A party {in the kitchen|with something to do}, like making pizza, gets strangers {talking faster|past the awkward part}.
> For a quiet birthday, {breakfast with two people|a walk and a good cake} can be {better than any party|just right}.
> Surprise parties go well when the guest of honour {likes attention|loves a crowd}; for the rest {a small hint|fair warning} is kinder.
"""

PROPERTY = """
[moving] move moving apartment rent house landlord mortgage property
- We're {looking for|dreaming of} a bigger place, and the rents are {out of this world|a bad joke}.
- I've moved {five times|six times} in ten years, and {one box has never been opened|I still own the same lamp}.
- My friends bought an old house, and {every wall hides a surprise|their weekends are gone}, but {they glow|it's lovely}.
- The house I {grew up in|was a kid in} is for sale, and it {feels strange|makes me oddly sad}.
? Is buying a house {always smarter|really better} than renting?
? What should people {look at|check} when they visit {a flat|an apartment} that photos {don't show|hide}?
>1 Renting is {not wasted money|underrated}: it buys {freedom and no roof repairs|the right to leave}.
>2 Visit an apartment {twice, once in the evening|at different hours}, for the {noise and the light|neighbours}.
>2 Opening {taps and windows|every cupboard} at a viewing tells {more than the photos|a lot about a landlord}.
> When moving, a box with {kettle, sheets and tools|first-night things} that travels {last|with you} makes the first evening {human|easy}.
[decorating] paint wall furniture sofa room decorate decoration
- I painted {one wall|the hallway} {green|dark blue} and now the {rest of the room|furniture} looks wrong.
- Choosing a sofa {nearly ended|tested} our {relationship|friendship}, {no joke|and we still sit on a mattress}.
- Flat-pack furniture {and I|and my patience} have an {agreement|old quarrel}, there's {always a screw left|one board backwards}.
? Are dark walls {a mistake|too much} in a small room?
? How do you make a {small|dull} room feel {cosy|bigger} without {spending much|much furniture}?
>1 Dark walls make a small room {cosy rather than small|feel like a cave in a good way} if the {lamps are low and warm|ceiling stays light}.
>2 Three small lamps {do more|change more} for a room than {any paint|new furniture} will.
>2 A large mirror {opposite the window|across from a window} is the {cheapest|oldest} trick for a bigger room.
> Living with a {bare room|sample on the wall} for {a week|a few days} prevents {most expensive mistakes|the worst sofa}.
"""

TOPICS = {
    "home": (
        "home house room light lamp thermostat heating device smart vacuum door lock appliance energy electricity power "
        "sensor camera garden meter",
        HOME,
    ),
    "shopping": (
        "shop shopping product products cart order orders price review delivery parcel store catalog catalogue merchant "
        "voucher coupon shipping shipment item inventory retail brand sku",
        SHOPPING,
    ),
    "money": (
        "bank account accounts balance payment payments transaction transfer money budget currency loan iban card invoice "
        "billing tax payee salary credit debit charge refund exchange",
        MONEY,
    ),
    "health": (
        "health doctor appointment medicine prescription patient hospital sleep symptom clinic medical dentist pharmacy "
        "drug vaccine covid disease wellness calorie weight",
        HEALTH,
    ),
    "family": (
        "family pet dog cat child birthday wedding gift contact contacts person people name genealogy horoscope",
        FAMILY,
    ),
    "property": (
        "property estate rent mortgage apartment housing listing listings agent furniture realtor",
        PROPERTY,
    ),
}
