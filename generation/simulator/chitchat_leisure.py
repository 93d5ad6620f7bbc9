"""Small talk about leisure and about nothing much: music, film, news, games, friends, writing (see `chitchat_grammar`)."""

MUSIC = """
[songs] song songs tune melody chorus lyrics earworm
- I've had the same song in my head {since breakfast|for three days}, and {I don't even like it|it's only the chorus}.
- I sang the wrong lyrics to {my favourite song|a famous song} {for twenty years|all my life}, and {mine are better|nobody told me}.
- One song from {school days|a certain summer} and I'm {seventeen again|right back there}, {it's like a time machine|every time}.
? How do you get rid of a song that's {stuck|on repeat in your head}?
? Why do songs from {our teens|back then} stay with us {so strongly|forever}?
>1 Listening to the song {right to the end|once in full} often {lets the earworm go|sets you free}, as does {chewing gum|a puzzle}.
>2 Music from the teenage years {is stored with strong feelings|meets a brain that's wide open}, so it {never quite fades|sticks for life}.
> Wrong lyrics are {half the charm|a proud tradition}, and some are {funnier than the real ones|frankly an improvement}.
>2 A melody brings back {a place and a smell|whole afternoons} faster than {any photo|pictures do}.
[concerts] concert concerts gig festival band live stage
- I went to a concert {on Friday|last week} and my ears {are still ringing|haven't forgiven me}, {worth it|no regrets}.
- I'm {too old|too tired} for festivals, I say {every year|each summer}, and then {I buy a ticket|a band changes my mind}.
- Small gigs in {a cellar|a bar} beat {big arenas|a stadium} for me, you can {see the drummer sweat|talk to the band after}.
? Are big concerts {worth those prices|still worth it}?
? What do you {do|bring} to {survive|enjoy} a festival {with dignity|without a tent disaster}?
>1 Small venues give {more music for less money|the better evening}; arenas give {the shared moment|the goosebumps of a crowd}.
>2 Earplugs for concerts {improve the sound|cost little} and your ears will {thank you at sixty|be glad the next day}.
> Standing {near the sound desk|a little behind the middle} gives the {best|cleanest} mix in almost any hall.
>2 At festivals, {dry shoes|sturdy boots} and a {meeting point|spare pair of socks} decide {everything|how the weekend goes}.
[playlists] playlist album vinyl record headphones listen
- I make playlists for {everything|every mood}, {even for doing taxes|cooking has three}.
- I {bought|found} an old record player, and vinyl makes me {listen properly|sit still for once}.
- I listen to {the same four albums|one album} over and over, {new music can wait|it's a comfort}.
- My {teenager|neighbour} plays {nothing but the nineties|songs from my youth}, and I feel {ancient|vindicated}.
? Is an album still {a thing|worth hearing in order}, or {is it all playlists now|has that died}?
? What do you recommend {for listening|to listen to} while {working|concentrating}?
>2 For concentrating, {film scores|quiet electronic music} work well: {movement without words|no lyrics to pull at you}.
>1 A good album {is built like a novel|has a shape}, so hearing it in order at least once is {worth it|a treat}.
>1 Vinyl {slows listening down|asks you to sit}, and that, more than the crackle, is {the real charm|what people love}.
> Replaying old favourites is {restful|a comfort}, and one new record a {month|season} keeps things {moving|fresh}.
[instruments] guitar piano violin practise instrument sing choir
- I'm learning the {guitar|ukulele} and my {fingers|neighbours} {hurt|deserve a medal}.
- I stopped piano at {twelve|thirteen} and regret it {every time I see one|to this day}.
- I joined a choir {this year|in spring}, I can't {really sing|read notes}, and {it's the best evening of the week|nobody minds}.
? Can an adult {still learn|really pick up} {the piano|an instrument}?
? How long until {practising|playing the guitar} {sounds like music|is fun}?
>1 Adults learn instruments {perfectly well|just fine}, with {more patience|better ears} and less time than children.
>2 Ten minutes of practice {a day|daily} goes further than {an hour on Sundays|one long weekend}.
> Choirs are {good for breath, mood and company|the kindest way into music}, and most {carry a few shy voices|need no audition}.
>2 Sore fingertips {pass in three weeks|fade within a month}; a song with {two chords|three chords} keeps you going until then.
"""

FILM = """
[movies] film films movie movies cinema actor sequel popcorn
- I fall asleep in every film {after twenty minutes|once the lights go down}, even the {loud ones|ones I paid for}.
- They {made|announced} another sequel nobody {asked for|needed}, and I'll {watch it anyway|be first in line}.
- Cinema popcorn costs {more than the ticket|a fortune}, and I {buy it every time|regret nothing}.
- I {cried|wept} at an animated film {last night|on a plane}, {in front of everyone|and I'd do it again}.
? Is the cinema {still|really} better than the sofa?
? Has there ever been a sequel {better|that was better} than the first film?
>2 A few sequels {did better than the first film|are better}, mostly when they {changed the tone|dared something new}.
>1 Cinema wins for {comedies and horror|anything with a crowd}, because {laughing with strangers|other people's gasps} can't be streamed.
> Crying at animated films is {perfectly respectable|universal}; {altitude makes it easier|planes are famous for it}.
> The middle of the row, {two thirds back|a bit past halfway}, has the {best sound|best picture} in most cinemas.
[series] series episode season show binge netflix television
- I meant to watch one episode, and {suddenly it was three in the morning|then the birds were singing}.
- My partner watched an episode {without me|ahead}, and {trust has to be rebuilt|we're discussing it}.
- Every series is {two episodes too long|stretched} {these days|now}, I {miss|want} proper endings.
? Is it better to binge a series or {wait a week|take one episode a week}?
? What do you do when everybody talks about a show you {haven't seen|couldn't stand}?
>1 One episode a week {makes a series last|leaves time to guess}, and the talking in between is {half the fun|the best part}.
>1 Stopping {in the middle of an episode|five minutes before the end} breaks the binge, since cliffhangers {sit at the end|do the pulling}.
>2 Not liking a popular show is {allowed|no crime}; {three episodes|two episodes} is a fair try.
>2 Watching ahead in secret is {a classic betrayal|forgivable} if one {acts surprised well|gasps in the right places}.
[photos] photo photos picture camera image selfie album
- I have {thirty thousand|a million} photos on my phone, and {half are of lunch|most are blurry cats}.
- I {blink|look startled} in every {single|group} photo, {it's a gift|my family has given up}.
- We printed {an album|some photos} for my grandmother and she {carries it everywhere|shows it to the postman}.
? How do you {choose|pick} the photos worth keeping?
? Do phones take photos {as good as|better than} a real camera by now?
>2 For daylight and friends a phone is {plenty|as good}; a camera still wins {in the dark|with distance and birds}.
>1 Keeping {ten photos per trip|one in ten} makes an album people {want to see|actually open}.
> Printed photos get looked at {more often|for decades}, which is {reason enough|worth the few coins they cost}.
> Shooting {from the shade|with the window behind you} flatters {everyone|any face} more than a filter.
"""

NEWS = """
[news] news headline headlines newspaper politics article
- I {stopped|quit} reading the news before breakfast, and my {coffee tastes better|mood thanks me}.
- Every headline {shouts|wants to scare me} {these days|lately}, I {miss boring news|need a nap after}.
- The local paper had {a front page about a lost tortoise|a goose on the cover}, {best news in weeks|and I read every word}.
? How do you stay informed without {despairing|getting swallowed by the news}?
? Is it {bad|selfish} to take a break from the news?
>1 Reading the news once a day, {from one or two sources|at a fixed time}, keeps you informed and {sane|calm}.
>2 A break from headlines is {healthy|fine}: what truly matters {finds its way to you|will still be there}.
>1 Weekly papers {have had time to think|filter out the noise}, so one long article {beats fifty alerts|is worth a day of headlines}.
>1 Local news is {underrated|good for the soul}, being {close, useful and often funny|the only kind you can do something about}.
[curiosity] science space planet moon star animal fact history
- I read that octopuses have {three hearts|nine brains, in a way}, and I {can't stop telling people|needed a moment}.
- I looked at the {moon|stars} through a {friend's|borrowed} telescope, and I {forgot how cold it was|said nothing for minutes}.
- History was {so dull|awful} at school, and now I {read nothing else|watch old maps for fun}.
? Do you think we'll {ever|really} {live on another planet|meet anyone out there}?
? What's a {strange|surprising} fact that {always works at parties|you like}?
>2 A day on Venus is longer than its year, which {tends to stop a party|is hard to beat}.
>1 A settled base on the {moon|moon, perhaps} seems possible; another planet as home is {a much longer story|centuries of plumbing away}.
>2 Honey found in old tombs was {still edible|not spoiled}, a fact that {pleases nearly everyone|makes breakfast more dignified}.
> The night sky is best {an hour after sunset without a moon|far from town}, with {binoculars|plain eyes} to begin with.
"""

GAMES = """
[boardgames] board game games chess cards puzzle dice crossword
- Board games at our place end in {laughter or silence|a draw or a divorce}, {mostly both|depending on the dice}.
- My {niece|grandfather} beats me at chess {every time|in twelve moves} and {apologises|pretends to think}.
- There's a puzzle with {two thousand|a thousand} pieces on our table, {all of it sky|and dinner happens on the floor}.
? What's a board game that {even sceptics like|works with any crowd}?
? How do you {lose|take losing} at games {gracefully|without sulking}?
>1 A cooperative board game {takes the sting out of losing|suits mixed crowds}, because {everybody wins or loses together|no one is out early}.
>2 Losing hurts less when {the round is short|there's a rematch}, so quick games keep the peace.
>2 With chess, {looking for what the other side wants|one calm look at threats} before each move {saves most games|helps more than openings}.
> Big puzzles go faster {sorted by texture|edges first, then texture}, {sky last|and under daylight}.
[videogames] video console gaming player level play online
- I play the same video game I {loved at fifteen|grew up with}, {graphics are overrated|and I'm still bad at it}.
- My {son|nephew} explained a game to me for {an hour|a whole dinner}, and I {understood the words|nodded bravely}.
- I said one more level, and {it got light outside|the pasta burned}.
? Are video games {really|truly} a waste of time?
? Which {kind of game|games} would suit somebody who {never plays|has only evenings}?
>1 Video games are {no more a waste than novels|fine}, as long as you {get up glad you played|choose them rather than drift}.
>2 For a newcomer, a short {puzzle|story} game {without time pressure|you can pause} is a {kind|good} start.
> A timer {on the oven|across the room} is the {honest|only} answer to one more level.
> Letting a child teach you a game is {worth the confusion|time well spent}: {they remember being the expert|it turns the tables}.
"""

SOCIAL = """
[scrolling] scroll scrolling phone social app feed screen instagram
- I {picked up|took} my phone to check the time, and {half an hour later|twenty videos later} I {still didn't know it|had learned to lay tiles}.
- I deleted {one|my favourite} social app, and {my thumb keeps looking for it|nothing happened, which is telling}.
- My screen time report {arrived|came} and I {blamed the cat|closed it with my eyes shut}.
? How do you {put the phone away|stop scrolling} when {you're tired|it's all so easy}?
? Has social media made us {lonelier|better informed}, or {is that too simple|worse at waiting}?
>1 Turning the screen {grey|to black and white} makes scrolling {far less sticky|dull within days}.
>1 The phone charging {in the hallway|outside the bedroom} solves {most of it|half the problem}, with a plain alarm clock by the bed.
>2 Social apps are good for {keeping loose ties|finding your kind of people} and poor at {replacing dinner|everything else}.
>1 Swapping the app's place on the screen {breaks the reflex|interrupts the thumb}, and {a pause is enough to choose|often that's enough}.
[friends] friend friends chat group messages lonely call
- Our group chat has {three hundred|ninety} messages {about one pizza|a day}, and {no decision|I read none}.
- I {called|rang} an old friend {after years|out of nowhere} and we {talked until midnight|picked up mid-sentence}.
- Making friends as an adult is {like dating, only odder|harder than it should be}, {nobody tells you|how did we do it at school}.
? How do {adults|grown-ups} make new friends {these days|at all}?
? Is it odd to {call|ring} people without {texting|writing} first?
>1 Friends come from {seeing the same faces weekly|repetition}, so a {course|choir or club} works better than one big evening.
>2 An unannounced call is {old-fashioned and lovely|a small gift}, and most people {enjoy it more than they expect|are touched}.
> A message that says {this made me think of you|nothing but hello} is {enough to revive|the easiest way back into} an old friendship.
> In group chats, {a poll with two options|one person deciding} beats {three hundred|any number of} messages.
"""

INVESTING = """
[markets] market markets stock stocks invest investing share fund crypto bitcoin coin
- I bought {a tiny bit of|some} crypto at {exactly the wrong moment|the very top}, {it's a talent|as one does}.
- Everyone at {the barber's|lunch} talks about stocks, {which my uncle calls a warning|so it must be late}.
- I look at the market {once a year|far too often}, and {that's plenty|it never helps}.
- My grandmother bought {a few|some} shares and {forgot about them|kept them in a drawer}, she {beat us all|did better than any of us}.
? Is it {sensible|smart} to invest when {markets are this nervous|everything jumps around}?
? Do you think crypto {is here to stay|has a future}, or {is it mostly noise|just a mood}?
>1 Nobody knows where markets go next, so {time and a broad spread|patience and low fees} matter more than {a clever moment|timing}.
>2 Crypto {swings wildly|is a bumpy ride}: the old advice is to put in {only what you could lose|no more than you'd bet}.
>1 Looking rarely is {a real advantage|underrated}, as most bad decisions {follow a glance at the chart|start with checking}.
>1 A small {emergency cushion|cash reserve} first makes every later market drop {easier to sit out|less scary}.
"""

WRITING = """
[writing] write writing text draft blank page blog style
- I've been {staring at|circling} a blank page {all morning|for an hour}, the {page is winning|cursor mocks me}.
- I {write|type} long messages and then delete {everything but the last line|most of it}, {which says it all|it's a process}.
- Someone told me to cut {every adverb|half the words}, and {sadly it got better|I sulked, then did it}.
? How do you {start|begin} when the page is {blank|empty} and {the head too|nothing comes}?
? Is a {messy|bad} first draft {normal|a good sign}, or {just me|should I worry}?
>2 A messy first draft is {exactly what it should be|normal}: {it only has to exist|polish comes later}.
>1 Starting {in the middle|with the easiest part} gets around the blank page, and the opening {writes itself last|comes at the end}.
>1 Cutting {a tenth|the first paragraph} improves nearly any text, {painful as it is|mine included}.
>1 Reading a draft {aloud|on paper} shows {what the screen hides|where it limps} within minutes.
[slides] slides presentation speech talk audience microphone
- I have to {give|hold} a presentation {soon|next week} and my {hands shake|mouth goes dry} {just thinking of it|already}.
- I saw a {talk|presentation} with {ninety|eighty} slides, and {remember one|the one with a dog}.
- My best talk was the one where {the projector died|I lost my notes}, {people actually listened|it turned into a chat}.
? What helps against {stage fright|nerves} before a {talk|presentation}?
? How many slides are {too many|enough} for a short talk?
>1 Knowing the {first two sentences|opening} by heart {carries you over|takes care of} the worst minute of a talk.
>2 One idea a slide and {about one slide a minute|fewer than you planned} is {a fair measure|kind to an audience}.
>1 Nerves {read as energy|hardly show} from the audience; a {slow|long} breath and {a friendly face in row two|one smile} help.
>1 A story {in the first minute|before the first number} keeps people with you {longer than any design|to the end}.
"""

GENERIC = """
[weekend] weekend saturday sunday friday plans
- I have {no plans|absolutely nothing} for the weekend, and I'm {looking forward to it|not even sorry}.
- The weekend {vanished|went by} in {a blink|groceries and laundry}, {as usual|where do they go}.
- It feels like a Friday, and {it's only Tuesday|sadly it isn't}.
? What's a {nice|good} way to spend a {free|lazy} Sunday?
? Why do weekends {go so fast|feel so short}?
>1 A Sunday with {one small outing|a long breakfast} and nothing else planned is {hard to beat|close to perfect}.
>2 Weekends feel longer with {something new|one thing out of the ordinary} in them, {even a different park|as memory counts novelty}.
>1 Getting the chores done {on Friday|before Saturday} opens up {the whole weekend|two real days}.
>1 Doing nothing at all is {a plan too|underrated}, and {it needs no packing|rarely disappoints}.
[tired] tired exhausted long day energy break
- It's been {a long day|one of those days}, I'm {running on fumes|tired in places I can't name}.
- I'm so tired that I {put the milk in the cupboard|greeted the lamp}.
- I need a break, {a proper one|not the coffee kind}, with {grass and no screens|nobody asking me anything}.
? What helps when you're {tired|exhausted} and the day {isn't over|goes on}?
? Why is a {lazy|quiet} day sometimes {so tiring|more exhausting than work}?
>1 Ten minutes outside and {a glass of water|something salty} give {more energy|a better lift} than another coffee.
>2 Lazy days tire us because {nothing wakes the body up|we hardly move}, so {a short walk|a bit of daylight} is the odd cure.
>1 A break with {eyes closed|no screen} counts double, even {five minutes|a short one}.
>1 After a day like that, {an easy dinner|soup and an early night} is {allowed|the right kind of ambitious}.
[luck] luck lucky small joy happy smile kind
- Something {small|silly} made me happy today: {a stranger held the lift|the bus waited for me}.
- I found {a coin|ten euros} in an old coat, and I feel {rich|lucky} {all day|beyond reason}.
- A child {waved|smiled} at me from a tram, and {the day was saved|I was happy for an hour}.
? Do you believe in luck, or do {people make their own|we only notice it sometimes}?
? What {small thing|little joy} never fails to cheer people up?
>1 Luck is partly {paying attention|saying yes}, so people who {look up more|talk to strangers} seem to have more of it.
>2 Small kindnesses {travel far|get passed on}: somebody {smiles back|holds a door} and it {keeps going|goes round}.
>2 Fresh bread, {clean sheets|birdsong} and an unexpected message are {very hard to resist|small joys that rarely fail}.
>2 Writing down {one good thing|a small joy} a day makes people {notice more of them|happier, oddly enough}.
[machines] ai assistant robot machine computer technology chatbot human
- It's {strange|funny} to chat with an assistant as if {you'd had breakfast too|we'd gone to school together}.
- My grandfather says {please|thank you} to every machine, {just in case|to be on the safe side}.
- Technology {saves me time|helps so much}, and then I {spend it on technology|use that time to update it}.
? Do you ever get {bored|tired} of {all our questions|being asked things}, as an assistant?
? Should people be polite to {machines|an assistant like you}, or {is that silly|does it not matter}?
>2 Being polite to machines is {good practice|a nice habit}, mostly for {the person doing it|how we speak to one another}.
>1 I don't get bored or tired, though I {enjoy a good question|do think some questions are more fun}, {in my own way|if that is the word}.
> I have no breakfast to speak of, but {small talk is welcome|a bit of chat is nice} between errands.
> Technology is at its best when {it disappears|nobody notices it}, {like a good lamp|and at its worst before breakfast}.
[thanks] thanks thank help helpful great appreciate
- You've been {a great help|so helpful} today, I {really appreciate it|just wanted to say so}.
- Thanks for {your patience with me|putting up with my questions}, {seriously|it makes things easier}.
- This is {so much easier|a lot less painful} than {doing it alone|the hotline I called last time}, thank you.
- I {was dreading|kept putting off} all of this, and with your help it's {nearly fun|going smoothly}, so thanks.
? Do people thank you {often|much}, or {just move on|am I the odd one}?
> You're {very|most} welcome, {it's a pleasure to help|glad it's going well|and you make it easy}.
> {Happy to help|Glad to be of use|Always happy to help}, and {kind words are always nice to hear|thanks for saying so|that's kind of you}.
>1 {Quite a few people do|More people than you'd think say it|Many do}, and it's {always a nice moment|appreciated every time|never taken for granted}.
>1 {Some do, some are in a hurry|It varies, and hurry is no crime}, {but a friendly word always lands well|and both are fine|though kind words do stand out}.
> {My pleasure|With pleasure|Any time}. {That's one thing less to dread|Errands are easier with company|Chores shrink when they're shared}.
[time] year older faster month time flies monday week already
- I can't believe how fast this year {is going|flies}, wasn't it {January just now|spring a moment ago}?
- Mondays {should be optional|need a gentler start}, {whoever invented them had no heart|I've said it for years}.
- Time {crawls|stands still} at the dentist and {races|flies} at {the beach|dinner with friends}, it's not fair.
? Why does time go {faster|so much faster} the older we get?
? How do you make {Mondays|a Monday} {less grim|a little better}?
>1 One theory says each year is a {smaller|shrinking} share of your life; another, that {we do fewer new things|routine leaves no marks}.
>2 A Monday improves with {a good lunch planned|something to look forward to} and {no meeting before ten|an easy first task}.
>1 New places and {new people|first times} stretch time, which is {why holidays feel long afterwards|a good excuse for trips}.
>2 A {photo|line in a diary} a day {slows a year down|gives time some handles}, at least in memory.
"""

TOPICS = {
    "music": (
        "music song songs artist playlist album lyrics concert track band genre audio speaker radio podcast sing volume "
        "spotify sound",
        MUSIC,
    ),
    "film": (
        "film films movie movies cinema show episode series video videos channel actor streaming photo photos image images "
        "picture camera media youtube gif anime",
        FILM,
    ),
    "news": (
        "news article headline newspaper politics science space nasa astronomy planet history fact quote quotes joke",
        NEWS,
    ),
    "games": (
        "game games player level steam chess puzzle dice card cards quiz lottery esports fortnite minecraft",
        GAMES,
    ),
    "social": (
        "social post posts follower followers friend friends comment like feed profile instagram twitter tiktok facebook "
        "chat group community member",
        SOCIAL,
    ),
    "investing": (
        "stock stocks market markets ticker crypto bitcoin coin token portfolio fund trading trade share shares dividend "
        "quote futures blockchain wallet nft",
        INVESTING,
    ),
    "writing": (
        "document text note notes article blog post slide slides presentation comment draft write summary page",
        WRITING,
    ),
    "generic": ("", GENERIC),
}
