"""Small talk about work and study: meetings, mail, software, data, learning, jobs (see `chitchat_grammar`)."""

MEETINGS = """
[meetings] meeting meetings agenda call attendees
- I sat in {four|five} meetings {today|yesterday}, and {one email|two lines} would have {done it|been enough}.
- Somebody {scheduled|put} a meeting to {plan another meeting|prepare a meeting}, we've {reached the end|come full circle}.
- I {say my smartest things|have my best ideas} right after the meeting, {in the corridor|alone in the lift}.
- Our {boss|team} started {standing|walking} meetings and they're {half as long|suddenly bearable}.
? What makes a meeting {worth the time|bearable}, in your view?
? Is it {rude|fine} to decline a meeting {without an agenda|you don't need}?
>1 A meeting earns its time when {a decision comes out of it|people leave knowing who does what}; the rest {fits in an email|can be written}.
>2 Declining is {perfectly fine|not rude} if you say {what you can answer in writing|why in one line}.
>1 Ending {five minutes early|at ten to the hour} is the {kindest|most popular} rule a team can make for meetings.
>1 Fewer people {make meetings better|help}: past {seven|eight}, most are only listening.
[mornings] morning evening early late owl alarm snooze
- I'm {not|definitely not} a morning person, the alarm and I {negotiate daily|have a difficult history}.
- I {get up|rise} at five and {love the quiet|have the world to myself}, though {I fade by eight|nobody believes me}.
- Some people answer messages {before sunrise|at six in the morning} and I {admire|fear} them.
? Can a night owl {turn into|become} a morning person, or {is it fixed|are we born that way}?
? Do you think the snooze button {does any good|should be banned}?
>1 It's {partly|about half} in the genes, but {morning light|light and an early dinner} can shift an owl by {an hour or so|a good hour}.
>2 The snooze button buys {poor|broken} sleep; a later alarm is {the better deal|more honest}.
>1 Owls do their {best|sharpest} work late, so {guarding those hours|not fighting it} often beats {heroic mornings|a five o'clock alarm}.
>1 A morning starts easier when {something nice is waiting|clothes and coffee are ready} from the evening before.
[procrastination] procrastinate procrastination deadline lazy postpone focus
- I {cleaned the oven|sorted my spices} to avoid {one phone call|a form}, that's {how far|the level} my procrastination goes.
- Deadlines {are the only thing that works|wake me up}, before that I {polish pencils|just think about starting}.
- I focus {best|only} when {the house is asleep|it's already too late}.
? Is there a {cure|way out} for procrastination, {honestly|or is it who I am}?
? How do people {focus|keep their focus} in {open offices|a noisy place}?
>1 Starting with {two minutes|a ridiculously small step} usually {breaks the spell|does it}: beginning is the hard part.
>1 Procrastination is {often about mood|seldom laziness}; making the task {less unpleasant|smaller} helps more than scolding.
>1 A deadline {set by a friend|shared with someone} works {nearly as well as a real one|better than a private one}.
>2 For focus, one {album on repeat|set of headphones} and a closed inbox {go a long way|beat most apps}.
[planning] calendar plan busy schedule free week diary
- My calendar looks like {a badly played game of blocks|somebody spilled paint}, {no gap anywhere|I'm afraid to open it}.
- I {love|adore} an empty Sunday in the calendar, I {guard it like a dragon|won't let anyone near it}.
- I still use a {paper diary|wall calendar}, there's something {about crossing things out|satisfying in ink}.
- We've been trying to {meet|find a date} with friends {for months|since spring}, everyone is {so busy|booked solid}.
? Do you think a {full|packed} calendar is {a good sign|something to be proud of}, or {a warning|is it the opposite}?
? How much of a {day|week} should one {really|sensibly} plan?
>2 Planning {about half|two thirds} of a day leaves room for {what always comes up|real life}.
> A fixed evening, {say every first Thursday|the same each month}, is the {only|surest} way to see busy friends.
> Paper diaries {stick in the memory|help people remember}, as writing by hand {slows the thought down|takes a moment}.
>1 A packed calendar says {more about saying yes than about importance|little about what matters}, and the gaps are {where the thinking happens|the better sign}.
> Blocking {an hour of nothing|lunch} in the calendar is not lazy, {it's maintenance|it saves the rest of the day}.
"""

MAIL = """
[inbox] inbox email emails unread mail mailbox newsletter spam
- My inbox {hit|passed} {ten thousand|four digits of} unread, I {looked away|consider it a museum}.
- I {unsubscribed|signed off} from every newsletter {in one evening|last week} and the silence is {wonderful|almost eerie}.
- The spam folder is {my favourite read|the most optimistic place I know}, {I've won so many cars|princes everywhere}.
- A colleague answers every email within {a minute|seconds}, I {find it frightening|feel judged}.
? Is an empty inbox {worth chasing|a realistic goal}, or {a trap|is search enough}?
? How often should one {look at|check} email {in a day|without going mad}?
>2 Two or three {fixed times|rounds} a day cover almost any inbox, and {nobody notices|the world keeps turning}.
>1 An empty inbox is {nice but not the point|overrated}; a good search {does the same job|finds what folders hide}.
>1 Unsubscribing {the moment it annoys you|on the spot} keeps newsletters {down for good|from piling up}.
>1 A very old backlog can simply {be archived|go into the archive} in one go; {what matters comes back|the important ones return}.
[wording] greeting regards sign-off emoji tone reply polite
- I spend {longer on the greeting|more time on the sign-off} than on the {email|rest} itself.
- I wrote {love|kisses} at the end of a {work email|message to my bank} once, and I {still wake up at night|never recovered}.
- Nothing sounds as {angry|cold} as a reply with {one full stop|just an okay}.
? How do you end an email {without sounding stiff|so that it's warm but not too warm}?
? Are emoji {all right|acceptable} in {work mail|serious messages} by now?
>1 A plain {best wishes|kind regards} is {never wrong|safe everywhere}, and using the person's name makes it warm.
>2 Emoji are fine {once the other side used one|with people you know}, and best left out of {complaints|first contacts}.
>1 Reading it {aloud|out loud} once catches {nearly every|most} wrong tone before it's sent.
> Short replies feel cold mostly in {our own heads|the reader's worst mood}; a single {thank you|friendly word} up front fixes it.
[letters] letter letters postcard handwriting stamp post
- I got a {handwritten letter|real postcard} {yesterday|this week}, and it {made my whole day|is on the fridge now}.
- My handwriting {has become unreadable|looks like a seismograph}, {that's what keyboards do|I can't read my own list}.
- I {still write|keep sending} postcards, even if I {get home before they do|post them a month late}.
? Do people still write {letters|real letters}, or {am I the last one|is that over}?
? What do you put on a postcard {besides the weather|when nothing happened}?
>1 Letters are rare, which is {why they matter more|exactly their charm}; few people ever {throw one away|bin one}.
>2 One small scene, {the waiter, the smell, the stray cat|something only you saw}, makes a better postcard than the weather.
>1 Handwriting comes back with {ten minutes a day|a week of lists}, and a {good pen|slower pace} helps.
>2 A letter {doesn't need news|can be short}: {one memory|half a page} is enough to make someone's day.
"""

SOFTWARE = """
[bugs] bug bugs debug debugging error code crash fix
- I {chased|hunted} a bug for {two days|a whole week} and it was {a missing comma|a typo in a comment I trusted}.
- The bug {vanishes|disappears} whenever I {show it to somebody|open the debugger}, {as always|so rude}.
- I explained my bug to {a rubber duck|the coffee machine} and {found it halfway|it listened better than the team}.
? Why does explaining a bug {out loud|to someone} help so much?
? What's your {favourite|best} first step when {code breaks|debugging} and nothing makes sense?
>1 Explaining it forces you to {state every assumption|go line by line}, and one of those assumptions is {the bug|wrong}.
>2 Halving the problem {again and again|until it's tiny} finds bugs {faster than staring|more surely than intuition}.
>2 A bug that disappears under the debugger usually {smells of timing|has to do with timing}, so {logging|a trace} tells more.
>2 Reading the error message {slowly, to the end|one more time} is {dull advice|boring}, and it solves {a shocking share|a good third}.
[deploys] deploy deployment release friday server cloud outage production
- Somebody {deployed|pushed a release} on a Friday {afternoon|evening}, and {there went the weekend|we all felt it}.
- The cloud is {wonderful|great} until {the bill arrives|you read the invoice}, then it's {a thriller|suddenly real}.
- Our {biggest|worst} outage came from {an expired certificate|a full disk}, {of all things|nothing glamorous}.
- I {miss|sometimes miss} the days when {a server had a name|you could kick the server}.
? Is deploying on Fridays {really so bad|a matter of courage}, or {just a superstition|a sign of good tests}?
? How do teams keep cloud costs {from exploding|under control}?
>1 Deploying on a Friday is fine {when rolling back takes a minute|with small changes and good alerts}, otherwise {Monday is soon|it's a gamble}.
>2 Cloud bills shrink most by {switching off what nobody uses|deleting idle things}, {long before clever tricks|and it's always more than expected}.
> Most outages come from {change|something boring}: {certificates, disks, settings|config, far more than code}.
>1 Small, {frequent|dull} deployments are {safer|calmer} than big ones, because {there's less to suspect|each one is easy to undo}.
[legacy] legacy documentation naming name refactor old system rewrite
- I opened {code|a file} from {ten years ago|another era} and the comment said {sorry|do not touch}.
- Naming things takes me {longer than writing them|half the day}, {everything ends up as manager|and I still regret it}.
- Everybody wants documentation and {nobody writes it|nobody reads it}, {me included|I'm no better}.
- We {talked|dreamt} about a rewrite {again|all lunch}, and the old system {just keeps running|outlives us all}.
? Is a full rewrite {ever|really} a good idea?
? How do you write documentation that people {actually|will} read?
>1 A rewrite is {usually slower than it looks|tempting and risky}; replacing {one piece at a time|it slice by slice} gets there alive.
>2 Documentation gets read when it {starts with an example|answers the first question fast}, and when it is {short|near the code}.
> A good name comes {after the second use|once the thing has settled}, so {renaming later|a plain name first} is fine.
>1 Old systems that still run {deserve some respect|know things}: there's {a decade of edge cases in there|a reason for every odd line}.
[security] password passwords security login hack account phishing
- I have {so many|about a hundred} passwords that I {reset one daily|live off the reset link}.
- My father writes his passwords {in a cookbook|under the flour tin}, and {honestly it's safer than mine|no hacker will look there}.
- I {nearly|almost} fell for a phishing mail {this week|yesterday}, it {had my name and a parcel|looked perfect}.
? Are password managers {safe|trustworthy}, or is that {putting all eggs in one basket|one big risk}?
? How do you {spot|recognise} phishing when it {looks so real|is this well made}?
>1 A password manager is {much safer than reusing passwords|the lesser risk by far}, with {one long phrase|a strong main phrase} on top.
>2 Phishing {almost always hurries you|lives on urgency}; going to the site {yourself|by hand} instead of clicking defeats it.
> A notebook at home is {not the worst idea|better than its reputation}: burglars {want the television|rarely read cookbooks}.
> Four random words make a password that is {long, strong and easy to remember|hard to guess and easy to type}.
"""

DATA = """
[spreadsheets] spreadsheet excel table column cell formula row
- Half the {world|company} runs on one spreadsheet {that nobody dares to touch|called final two}.
- I spent an {hour|evening} fighting a spreadsheet that {turned everything into dates|ate my zeros}.
- There's a {strange|deep} joy in a formula that {works at once|fills a whole column right}.
? When does a spreadsheet {stop being enough|become too much}?
? Why do spreadsheets turn {everything|half of my numbers} into dates?
>1 A spreadsheet is enough until {two people edit it at once|someone says who changed this}, then {a small database|something sturdier} is kinder.
>2 The date habit comes from {guessing types|helpfulness gone wrong}; setting the column to text {first|before pasting} prevents it.
> One row per thing and {one column per fact|no merged cells} keeps a spreadsheet {healthy|useful for years}.
> A first sheet that {explains the columns|says where things come from} is {the best favour to a future reader|worth ten comments}.
[charts] chart graph statistics average dashboard metric pie
- Our dashboard has {thirty|forty} charts and {nobody looks at any|one that matters}.
- Pie charts {make me sad|should come with a warning}, {all those slices|people still love them}.
- Somebody showed me a {chart|graph} whose axis {started nowhere near zero|went backwards}, and it {convinced everyone|got applause}.
? What makes a {chart|dashboard} {good|worth looking at}?
? Are averages {as misleading|as dangerous} as {people say|they told us at school}?
>1 A good chart answers {one question|a single question} and would {survive losing its legend|work in grey}.
>2 Averages {hide the shape|are fine when the spread is small}; a median and {the extremes|a range} next to them tell more.
>1 For shares, plain {bars|sorted bars} {beat a pie|are easier to read} as soon as there are {more than three slices|several of them}.
>1 A dashboard gets better {every time a chart is removed|the less it shows}, up to a point.
[storage] backup backups file files folder photos disk storage database
- I have {four|three} folders named {new|misc} and {no idea what is where|one of them holds my life}.
- I {lost|nearly lost} {ten years of photos|my thesis} to a dead disk {once|long ago}, now I {back up everything twice|preach about backups}.
- My desktop has {more files than my kitchen has crumbs|so many files that the wallpaper is a memory}.
? How do you {name|sort} files so that you {find them again|still understand it in a year}?
? Is a backup in the cloud {enough|really safe}?
>1 Dates at the {front|start} of a file name sort themselves, which is {half the battle|a small miracle}.
>2 The old rule {still holds|is good}: three copies, two kinds of storage, {one in another place|one of them far away}.
>2 A backup counts only {once you've restored from it|when a restore was tried}; {a dead disk is a bad moment to find out|many people learn that late}.
>1 Shallow folders and {good names|a decent search} beat {deep|clever} trees of folders in the long run.
[quality] data dataset messy missing duplicate api records
- Most of my {time|week} goes into {cleaning|repairing} data, the {clever part|analysis} takes {an afternoon|ten minutes}.
- Someone typed {see above|n/a} into a {number column|phone field} and it {broke everything|cost us a day}.
- Every dataset I get has {three spellings of the same city|duplicates}, it's {like a law of nature|never fails}.
? Is there such a thing as {clean|perfect} data {in real life|anywhere}?
? What's the {first|best} thing to {look at|check} in a dataset you've never seen?
>1 Perfectly clean data is {suspicious|a myth}; {known flaws|documented gaps} are good enough for most work.
>2 Counting {missing and distinct values|blanks} per column is the {fastest|cheapest} first look at any dataset.
>1 Fixing things {at the form|where people type} saves {ten times the cleaning|every later repair}.
>2 Keeping the raw data {untouched|read-only} and cleaning {in code|in steps} means {mistakes can be undone|no one has to remember clicks}.
"""

LEARNING = """
[languages] language languages learn spanish french german japanese accent grammar word translate
- I'm learning {Spanish|Italian|Japanese} and I can {order everything but ask nothing|mostly talk about apples}.
- My accent {makes people switch to English|is a source of joy to others}, {every time|which is a bit sad}.
- I love words that {can't be translated|exist in one language only}, {there should be a museum|I collect them}.
? What's the {best|fastest} way to {learn|keep up} a language as {an adult|a busy person}?
? Are language apps {any good|enough}, or {do you need a teacher|just a game}?
>1 Fifteen minutes {every day|daily} beats {a long weekend session|two hours on Sunday} for any language.
>2 Apps are good for words and {poor for talking|habits}; a {conversation partner|weekly chat} adds what's missing.
> An accent is {a sign of courage|nothing to hide}: it means you {speak one more language|went and learned it}.
>1 Series with subtitles {in the same language|you're learning} train the ear {better than translated ones|remarkably well}.
[studying] exam study studying course university lecture homework memory
- I start {studying|learning for exams} {the night before|when panic sets in}, {always have|some things don't change}.
- I signed up for {six|five} online courses and {finished none|watched every first lesson}.
- I went back to {university|evening classes} at {forty|thirty-eight} and I'm {enjoying every lecture|the oldest by far}.
? Do you think {rereading|highlighting} helps with an exam {at all|or only calms us}?
? How do people {finish|stick with} online courses?
>1 Testing yourself {beats rereading|works better than highlighting} by a wide margin, {as tedious as it feels|study after study}.
>2 Online courses get finished by people who {book the hours|study with someone}, so a {partner|fixed evening} is half the work.
>1 Sleeping {on it|before an exam} is worth more than {the last two hours|a night} of studying.
> Coming back to learning later in life is {a real advantage|lovely}: you know {why you're there|what it's for}.
[reading] book books read reading novel library author
- I buy books {faster than I read them|as if I had three lives}, the pile {is now furniture|has its own shadow}.
- I {gave up on|stopped} a famous novel {halfway|after fifty pages} and felt {free|guilty for a week}.
- Our library has a {reading corner|window seat} where I {could live|lose whole afternoons}.
- I {listen to|mostly do} audiobooks now, and my {brother|friend} says that {isn't reading|it doesn't count}.
? Do audiobooks count as {reading|real reading}?
? Is it {all right|okay} to stop a book {halfway|you don't enjoy}?
>1 Audiobooks count: the story {gets in either way|arrives all the same}, and a good voice {adds something|is a gift}.
>2 Stopping a book you don't enjoy is {fine|wise}, because {there are too many good ones|life is short and libraries are long}.
> A pile of unread books is {a good sign|not guilt, it's choice}, {the Japanese even have a word for it|a kind of promise}.
> Ten pages {before bed|with the first coffee} add up to {a dozen books a year|more than one expects}.
[teaching] teacher teach teaching students class explain
- My {favourite|best} teacher {never raised her voice|drew terrible maps}, and I {remember every lesson|still quote him}.
- I {taught|gave} a class for the first time and {learned more than the students|lost my voice by noon}.
- Explaining {fractions|homework} to my {nephew|niece} showed me that I {never understood them|have no patience}.
? What makes a {good|great} teacher, in your opinion?
? How do you {explain|teach} something hard {to a child|without making it boring}?
>1 A great teacher {likes the subject and the students|remembers not knowing}, and {lets silence work|isn't afraid of silly questions}.
>2 Starting from {something they already know|a thing in the room} makes hard ideas {easy to hold|stick}.
> Teaching is the {quickest|surest} test of knowing, since {gaps show at once|every why finds a hole}.
>2 One example {first|before the rule} and the rule {afterwards|second} works better than the reverse {for most people|almost always}.
"""

BUSINESS = """
[jobs] job work interview career boss colleague office salary
- I had a job interview where they asked {which animal I'd be|my biggest weakness}, and I {said otter|laughed}.
- My boss {sends voice messages|thinks out loud} {late at night|on Sundays}, I've learned to {wait|mute kindly}.
- Changing careers {at my age|now} sounds {crazy|mad}, but {I think about it daily|the idea won't leave}.
- My colleague {brings plants|bakes} for the whole office, {morale doubled|she's a saint}.
? What do you say about {your weaknesses|weaknesses} in an interview {without lying|that isn't a cliché}?
? Is it ever {too late|late} to change careers?
>1 A real but {harmless|mended} weakness plus {what you do about it|how you handle it} sounds honest in an interview.
>2 It's rarely too late: {most skills travel|people bring more along than they think}, and {a small trial|an evening course} shows if it fits.
> Good colleagues {outweigh a grand title|make or break a job}, so meeting the team first is {time well spent|a must}.
> Answering late messages {in working hours|the next morning} teaches {a boss|people} kindly when you're there.
[remote] remote remotely home office desk video camera hybrid pyjamas
- Working from home means {pyjama trousers|slippers} and a {proper shirt|nice top}, {the new suit|nobody knows}.
- I {miss|sort of miss} the office {gossip|coffee corner} when I work {remotely|from home}, but not the {commute|cold desk}.
- My cat {attends|joins} every video call and {gets more attention than my slides|has more fans than I do}.
? Do you think {remote work|working from home} makes people {lonelier|more productive}, or {does it depend|is it a bit of both}?
? How do you {stop working|end the day} when the desk is {in the living room|at home}?
>2 A walk {around the block|at six} as a {pretend|little} commute ends the day better than {closing a laptop|willpower}.
>1 Remote work suits {focused tasks|deep work}, offices suit {beginnings and quarrels|starting things}; {a mix is hard to beat|most people like a blend}.
>2 Covering the desk {with a cloth|in the evening} sounds {silly|childish} and works {wonderfully|better than any app}.
> Calls {without cameras|on foot} now and then are {a relief|kinder}, and people listen better.
[customers] customer client business company startup sales marketing
- A customer {thanked|wrote to} us {by hand|out of the blue}, and the whole team {beamed|was happy for a day}.
- My friend runs a {tiny|small} business from her {kitchen|garage}, and {she's never worked so much|she's never been happier}.
- Every startup I know has {a table football|a fruit basket} and {no chairs that work|nobody with time for it}.
? What do small companies {get right|do better} that big ones {forget|lose}?
? How do you {deal with|handle} a customer who {is never happy|shouts}?
>1 Small companies {answer like people|remember names}, and that is {hard to buy|worth more than an ad}.
>2 With an angry customer, {repeating what they said|letting them finish} calms things {before any solution does|half the way}.
>1 A business grows on {repeat customers|people who return}; {new ones|ads} only fill the bucket.
>2 Saying no {early and kindly|to the wrong client} is {a skill worth money|what keeps a small firm sane}.
"""

TOPICS = {
    "meetings": (
        "calendar event events meeting schedule reminder appointment attendee slot agenda conference room guest invite "
        "availability time timezone",
        MEETINGS,
    ),
    "mail": (
        "mail email emails message messages inbox sender recipient draft thread label folder contact sms letter",
        MAIL,
    ),
    "software": (
        "software code repository deploy deployment server instance instances cluster cloud project service api version "
        "build release container kubernetes domain network policy policies role iam operation key certificate backend "
        "firewall region zone app application log logs user login password security token",
        SOFTWARE,
    ),
    "data": (
        "data dataset database table tables query row column report reports analytics metric metrics file files document "
        "storage bucket sheet spreadsheet record records index backup dimension entity schema statistics list search",
        DATA,
    ),
    "learning": (
        "course student teacher school university quiz lesson language translate translation dictionary word words book "
        "books library education learn classroom text",
        LEARNING,
    ),
    "business": (
        "job jobs company companies business candidate employee salary customer lead campaign sales advertiser ads "
        "advertising marketing placement creative office crm",
        BUSINESS,
    ),
}
