"""The vocabulary by which `semantics` tells kinds apart: heads of names, owners, cues in descriptions."""

from __future__ import annotations

import re

KINDS = frozenset(
    "city country country_code region address street zip place airport latitude longitude date time datetime month year "
    "weekday duration person first_name last_name email phone username company job url domain ip id resource currency "
    "amount percent count limit number language language_code color title text query topic product food ingredient "
    "cuisine medicine symptom song artist album genre movie book team sport animal stock_symbol crypto hashtag filename "
    "token timezone flag enum unit version uuid code object".split()
)
# Kinds that a number may have.
NUMERIC = frozenset(
    "latitude longitude year month duration amount percent count limit number id datetime".split()
)


def _table(text: str) -> dict[str, str]:
    table: dict[str, str] = {}
    for line in text.strip().splitlines():
        kind, _, words = line.partition(":")
        table.update(dict.fromkeys(words.split(), kind.strip()))
    return table


# The last word of a name -> kind.
HEADS = _table("""
city: city town municipality village cities
country: country nation countries nationality citizenship
region: region province county district neighborhood neighbourhood suburb area department prefecture continent
address: address addresses
street: street
zip: zip zipcode postcode postal plz
place: place venue hotel restaurant station stop landmark attraction museum theater theatre stadium campus resort
airport: airport iata icao
latitude: latitude
longitude: longitude
date: date day dob birthday birthdate birth deadline due checkin checkout departure arrival dates days_of since until
time: time hour
datetime: timestamp datetime
month: month
year: year season
weekday: weekday dow
duration: duration minute second length timeout ttl hours minutes seconds days nights interval period timeframe lifetime age_seconds
person: person people guest passenger attendee invitee recipient contact author owner assignee doctor patient player driver employee customer cardholder beneficiary payee candidate actor director celebrity fullname speaker teacher sender student member friend participant manager host user_name organizer
first_name: firstname forename
last_name: lastname surname
email: email mail cc bcc
phone: phone telephone mobile msisdn fax cellphone tel whatsapp
username: username login handle nickname nick screenname
company: company employer organization organisation business brand manufacturer vendor supplier airline bank merchant institution agency publisher carrier operator retailer make seller insurer
job: job occupation profession position jobtitle
url: url uri link website webpage href homepage webhook callback endpoint
domain: domain host hostname subdomain server
ip: ip ipv4 ipv6
id: id uid identifier guid sku isbn asin vin pnr ean gtin upc imei iban bic ssn reference barcode vat license plate serial
currency: currency
amount: amount price cost fee budget balance total salary income sum payment deposit loan principal revenue spend subtotal tax discount fare tip rent wage refund charge premium
percent: percent percentage rate ratio share apr
count: count quantity guests passengers adults children rooms people persons number_of servings portions beds bedrooms bathrooms copies seats stars attendees followers views likes subscribers plays downloads listeners comments votes players participants infants kids pets tickets bags stock
limit: limit page offset skip max cursor_size perpage pagesize top size take rows first batch
number: number age height width weight depth radius distance temperature score rating level rank index volume speed threshold priority position humidity capacity power bpm tempo mass elevation altitude zoom angle bytes kb mb gb kwh kw kg km dimension calories steps
language: language
language_code: locale lang hl
color: color colour background
title: title subject headline heading summary displayname label
text: text message body content description note comment caption bio prompt review reason feedback details remark instructions paragraph sentence story purpose preference abstract question answer excerpt lines
query: word query search keyword term searchquery searchterm keywords phrase q
topic: topic theme category interest tag tags categories field_of specialty skill industry sector
product: product item article
food: food dish recipe meal menu drink
ingredient: ingredient allergen
cuisine: cuisine diet
medicine: medicine medication drug prescription vaccine treatment
symptom: symptom disease illness diagnosis allergy
song: song track lyrics
artist: artist band singer musician composer
album: album
genre: genre mood
movie: movie film show series episode
book: book novel
team: team club opponent squad league tournament
sport: sport exercise workout activity
animal: animal breed pet species
stock_symbol: symbol ticker stock
crypto: crypto cryptocurrency coin token_symbol
hashtag: hashtag
filename: file path directory filename document image photo picture attachment video
token: token key secret password apikey accesstoken signature cursor authorization credential etag fingerprint auth hash passcode pin otp certificate apisecret pagetoken nonce cookie credentials captcha
timezone: timezone tz
unit: unit units
version: version revision
uuid: uuid
code: decade code type format sort order mode status action state method kind filter fields role scope level class view
""")

# Words that qualify a name but are no owner of a tool.
QUALIFIERS = frozenset(
    "first given fore last family sur full name gender file image category friend emergency login host profile owner sender park bar".split()
)

# `<noun> name`, or a bare `name` or `title` of a tool about that noun -> kind.
OWNERS = _table("""
song: song track lyric
artist: artist band singer musician
album: album
movie: movie film tv episode anime
book: book novel
team: team club franchise tournament league
person: person contact user people patient employee customer client passenger guest driver player doctor student author actor teacher member recipient celebrity name gender candidate profile cardholder attendee full owner sender friend emergency
company: company business brand organization organisation employer bank merchant vendor manufacturer airline
product: product item
food: recipe dish food meal cocktail drink beer wine
ingredient: ingredient
medicine: medicine drug medication
city: city town
country: country
region: province region
street: street
place: pharmacy garage shop store clinic hospital school theatre gym supermarket hotel restaurant cafe place venue museum attraction beach airport_name station park bar
animal: animal breed pet dog cat species pokemon
domain: domain host
username: login
first_name: first given fore
last_name: last family sur
filename: file image
color: color colour
sport: sport exercise
topic: category topic
crypto: coin crypto
genre: genre
""")

# Names that say little by themselves: a cue in the description decides, then a word of the tool, then "".
VAGUE: dict[str, dict[str, str]] = {
    "name": {"": "title"},
    "title": {"": "title"},
    "from": {"unit": "unit", "quantity": "unit", "currency": "currency", "exchange": "currency", "convert": "currency", "conversion": "currency", "rate": "currency",
             "translate": "language_code", "translation": "language_code", "flight": "city", "route": "city", "distance": "city",
             "direction": "address", "train": "city", "trip": "city", "email": "email", "mail": "email", "sms": "phone",
             "message": "phone", "historical": "date", "history": "date", "date": "date", "event": "date", "": "date"},
    "to": {"unit": "unit", "quantity": "unit", "currency": "currency", "exchange": "currency", "convert": "currency", "conversion": "currency", "rate": "currency",
           "translate": "language_code", "translation": "language_code", "flight": "city", "route": "city", "distance": "city",
           "direction": "address", "train": "city", "trip": "city", "email": "email", "mail": "email", "sms": "phone",
           "message": "phone", "whatsapp": "phone", "historical": "date", "history": "date", "date": "date", "": "date"},
    "origin": {"airport": "airport", "": "city"},
    "destination": {"airport": "airport", "bucket": "resource", "backup": "resource", "": "city"},
    "departure": {"airport": "airport", "": "city"},
    "arrival": {"airport": "airport", "": "city"},
    "source": {"translate": "language_code", "translation": "language_code", "currency": "currency", "news": "domain",
               "convert": "currency", "distance": "city", "": "code"},
    "target": {"translate": "language_code", "translation": "language_code", "currency": "currency", "convert": "currency",
               "distance": "city", "language": "language_code", "": "code"},
    "base": {"currency": "currency", "exchange": "currency", "rate": "currency", "": "code"},
    "start": {"page": "limit", "search": "limit", "": "date"},
    "end": {"page": "limit", "": "date"},
    "location": {"job": "city", "weather": "city", "": "city"},
    "condition": {"health": "symptom", "medical": "symptom", "disease": "symptom", "patient": "symptom", "drug": "symptom", "symptom": "symptom", "": "code"},
    "code": {"currency": "currency", "country": "country_code", "zip": "zip", "postal": "zip", "language": "language_code",
             "airport": "airport", "": "code"},
    "state": {"address": "region", "city": "region", "zip": "region", "tax": "region", "county": "region",
              "real": "region", "property": "region", "covid": "region", "weather": "region", "school": "region", "": "code"},
    "symbol": {"crypto": "crypto", "coin": "crypto", "cryptocurrency": "crypto", "token": "crypto", "": "stock_symbol"},
    "value": {"": "code"},
    "key": {"": "token"},
    "data": {"": "text"},
    "user": {"": "username"},
    "account": {"": "id"},
    "number": {"": "number"},
    "slug": {"": "resource"},
    "station": {"radio": "title", "": "place"},
    "market": {"": "country_code"},
    "exchange": {"": "code"},
    "ticket": {"": "id"},
    "coin": {"": "crypto"},
    "list": {"": "code"},
    "address": {"email": "email", "validate": "email", "ip": "ip", "wallet": "token", "token": "token", "": "address"},
}  # fmt: skip

# Patterns over the spaced, lower-case name; the first that matches decides.
PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (
            r"\bpage token$|\b(api|access|secret|private|public|license|consumer|auth|client|app|user) (key|secret|token|authorization)|"
            r"\b(host|agent)$(?<=user agent)|rapid api|bearer|jwt|password",
            "token",
        ),
        (r"\b(e ?mail|email)( address(es)?)?s?$", "email"),
        (r"\bip( address(es)?)?$", "ip"),
        (r"\b(wallet|contract|token|mac) address(es)?$|contract$|wallet$", "token"),
        (r"\b(request|client operation|correlation|idempotency) (id|key)$", "uuid"),
        (r"\bcountry (code|iso)|^countries? codes?$|\bcountry alpha", "country_code"),
        (r"\bcurrency|currencies", "currency"),
        (r"\b(language|lang|locale) (code|id|tag)s?$", "language_code"),
        (r"\b(zip|postal|post) ?codes?$", "zip"),
        (r"\b(airport|iata|icao) codes?$", "airport"),
        (r"\bphone( number)?s?$|\b(mobile|cell|telephone|fax|contact) (number|no)$", "phone"),
        (r"\btime ?zone$|\butc offset$", "timezone"),
        (r"\b(first|given) name$", "first_name"),
        (r"\b(last|family|sur|second) ?name$", "last_name"),
        (r"\b(user|screen|nick|login) ?names?$|^user handle$", "username"),
        (r"^(money|amount) |^(spent|left|saved|owed|earned)\b", "amount"),
        (r"^(message|note|comment) (to|for)\b", "text"),
        (r"\bcoord|^lat(itude)? ?(lng|lon|longitude)$|latitude,? longitude|^ll$", "latitude"),
        (r"\b(monthly|daily|weekly|credit|spending|card) limit$|^budget limit$", "amount"),
        (r"\bdisplay name$", "title"),
        (r"\b(file|image|photo|document|attachment) ?names?$", "filename"),
        (r"\b(domain|host) ?names?$", "domain"),
        (
            r"\b(package|bundle|topic|table|column|database|class|event|field|index|storage|model|project|network|key|queue|schema|collection) names?$",
            "code",
        ),
        (
            r"\b(flight|order|booking|reservation|account|tracking|confirmation|ticket|case|invoice|card|reference|license|"
            r"serial|room|passport|train|vat|tax|registration|policy|part|item|model|customer|member|receipt|pnr|parcel|routing) "
            r"(number|no|num|code|ref)s?$",
            "id",
        ),
        (r"\bjob title$", "job"),
        (
            r"\b(date|day) (and )?time$|\btime ?stamp$|\b(create|created|update|updated|modified|expire|expires|expiry|expiration|start|end|"
            r"begin|insert|delete|published|creation|last \w+) (time|at|on)$",
            "datetime",
        ),
        (
            r"\b(pick ?up|drop ?off|return|departure|arrival|check in|check out|birth|start|end|due|begin|from|to) date\b",
            "date",
        ),
        (r"\bdate of \w+$|\bdates?$|\bcheck (in|out)$", "date"),
        (r"\bday of week$", "weekday"),
        (r"\b(page|per page|page (size|number)|max(imum)? results?|results per page|offset|limit)$", "limit"),
        (
            r"\b(num|number|count|no|quantity|total number) of (days|nights|hours|minutes|weeks|months)$",
            "duration",
        ),
        (
            r"\b(num|number|count|total number) of\b|\bnum \w+$|\b\w+ count$|\btotal (results|count|size|items|pages)$|\bparty size$|\bgroup size$",
            "count",
        ),
        (
            r"\b(min|max|minimum|maximum|total|unit|list|sale|average|monthly|annual|hourly) (price|cost|fee|budget|amount|salary|balance|rate per \w+)$",
            "amount",
        ),
        (r"\b(price|fare|cost|fee|rate) per \w+$|\b(daily|nightly|hourly) rate$", "amount"),
        (r"\b(in|of)? ?(minutes|hours|seconds|days|weeks|ms)$", "duration"),
        (r"\b(interest|tax|discount|exchange) rate$", "percent"),
        (
            r"\b(from|to|start|end|pick ?up|drop ?off|origin|destination|departure|arrival|home|current|nearest) (city|location|place)$",
            "city",
        ),
        (r"\b(from|to|origin|destination|departure|arrival) airport$", "airport"),
        (r"\b(to|from|target|source|base|quote) language$", "language"),
        (r"\b(dial|calling) code$", "code"),
        (r"\bsort|order by|\bformat$|\bmime|content type|media type|^accept|\bstatus$|\bencoding$", "code"),
        (r"\bunits?$|^measurement", "unit"),
        (r"\b(app|api|schema|os|sdk) version$|^version", "version"),
        (r"\bversion (id|number)$", "version"),
        (r"\bids?$", "id"),
        (r"\b(stock|ticker) symbols?$", "stock_symbol"),
        (r"\bcoins?\b|\bcrypto", "crypto"),
        (r"\bsearch\b(?! (type|engine|mode|in|by))|^what to (search|look)|\bquery$|\bkeywords?\b", "query"),
        (r"\bspecial (request|instruction)s?$|\bfree text$", "text"),
    )
)

# Patterns over a description in lower case, for names that say nothing or little; the first that matches decides.
CUES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"api[ _-]?key|access token|\bpassword\b|authorization header|secret key", "token"),
        (r"\be-?mail address|\bemails?\b", "email"),
        (r"\btime ?zone\b|\biana\b", "timezone"),
        (r"currency|iso[- ]?4217", "currency"),
        (r"iso[- ]?3166|country code|two[- ]letter country|alpha-?[23]", "country_code"),
        (r"iso[- ]?639|bcp-?47|language code|locale code", "language_code"),
        (r"\biata\b|airport", "airport"),
        (r"rfc ?3339|unix time|timestamp|date and time|date-time|t\d\d:\d\d|epoch", "datetime"),
        (r"yyyy|\bdates?\b|iso 8601|\bday (on|of|when)\b|\b(last|first) day\b", "date"),
        (r"\bhh:mm|24-hour|time of day|\bat what time", "time"),
        (r"\blatitude\b", "latitude"),
        (r"\blongitude\b", "longitude"),
        (r"\bphone|e\.164|mobile number", "phone"),
        (r"\bip address", "ip"),
        (r"\bdomain\b|\bhostname", "domain"),
        (r"\burls?\b|\buri\b|web ?site|\blink to\b", "url"),
        (r"zip ?code|postal code|postcode", "zip"),
        (r"stock symbol|\bticker", "stock_symbol"),
        (r"crypto|bitcoin|\bcoin\b", "crypto"),
        (r"^(street |postal )?address\b", "address"),
        (r"\bcity\b|(?<!part of )\btown\b|\bcities\b|place name|location name", "city"),
        (r"\bcountr(y|ies)\b", "country"),
        (r"\b(us|u\.s\.) state|state (abbreviation|name)|\bprovince\b", "region"),
        (r"street address|postal address|\baddress\b", "address"),
        (r"\b(movie|film|tv show)\b", "movie"),
        (r"\b(song|track)\b", "song"),
        (r"\bartist\b|\bband\b|\bsinger\b", "artist"),
        (r"\balbum\b", "album"),
        (r"\b(book|novel)\b(?! a)", "book"),
        (r"\brecipe|\bdish\b|\bfood\b", "food"),
        (r"\bingredient", "ingredient"),
        (r"\bdrug\b|\bmedicine|\bmedication", "medicine"),
        (r"\bsymptom", "symptom"),
        (r"\b(search|query) (term|text|string|keyword|word|query)|keywords?\b|to search|words? (from|to look)", "query"),
        (r"\b(unique )?identifier\b|\bids? (of|for|as)\b|\bthe \w+ id\b|^\w* ?\bid\b", "id"),
        (r"user ?name|handle", "username"),
        (r"\b(first|last|full) names?\b|name of (the )?(person|user|customer|guest|patient|contact|driver|player|recipient)|\bwho\b", "person"),
        (r"\bnames? of (an? |the )?(events?|meetings?|tasks?|projects?|playlists?)\b", "title"),
        (r"\b(company|brand|organi[sz]ation|business|airline|bank)('s)? name|name of (the |a )?(company|brand|organi[sz]ation|business|airline|bank)", "company"),
        (r"\b(team|club)\b", "team"),
        (r"\bproduct\b", "product"),
        (r"\bsport\b", "sport"),
        (r"\blanguage\b", "language"),
        (r"\bhotel|\brestaurant|\bvenue|\bstation\b|where (the|it)", "place"),
        (r"hex (code|colou?r)|\bcolou?r\b", "color"),
        (r"\bamount\b|\bprice\b|\bmoney\b|\bcost\b", "amount"),
        (r"\bpercent", "percent"),
        (r"\bfile\b", "filename"),
        (r"comma[- ]separated list of fields|sort", "code"),
    )
)  # fmt: skip

ABBREVIATIONS = {
    "q": "search query", "lat": "latitude", "lng": "longitude", "lon": "longitude", "long": "longitude", "qty": "quantity",
    "num": "number", "desc": "description", "addr": "address", "msg": "message", "tz": "timezone", "dob": "date of birth",
    "lang": "language", "hl": "language code", "gl": "country code", "pwd": "password", "pass": "password", "tel": "phone",
    "img": "image", "pic": "picture", "cat": "category", "dest": "destination", "dept": "department", "org": "organization",
    "auth": "authorization", "amt": "amount", "min": "minimum", "max": "maximum", "loc": "location",
    "cnt": "count", "ref": "reference", "param": "parameter", "params": "parameters", "config": "configuration",
    "info": "information", "spec": "specification", "ts": "timestamp", "dt": "date", "yr": "year", "temp": "temperature",
    "uname": "username", "fname": "first name", "lname": "last name", "mobileno": "mobile number", "perpage": "per page",
    "pagesize": "page size", "pageno": "page number", "orderby": "order by", "sortby": "sort by", "sortorder": "sort order",
    "zipcode": "zip code", "postcode": "postal code", "displayname": "display name", "checkin": "check-in",
    "checkout": "check-out", "utc": "UTC", "src": "source", "dst": "destination", "attr": "attribute", "env": "environment",
    "acct": "account", "uid": "UID", "cust": "customer", "idx": "index", "pos": "position", "avg": "average", "freq": "frequency",
}  # fmt: skip

ACRONYMS = {
    word.lower(): word
    for word in "ID IDs URL URI IP API UUID ISO IATA ICAO VIN SKU ISBN ASIN CPU GPU HTTP HTTPS SSL TLS SSH DNS JSON XML CSV PDF "
    "NFT GPS UTC SSO SQL HTML CSS IMEI IBAN BIC SSN VAT PNR EAN UPC GTIN SMS TV USA UK EU IPv4 IPv6 QR AI ML UID kW VPN VM OS CDN "
    "SEO BMI NBA NFL MLB NHL KMS IAM ACL CIDR TTL RSS USB PIN OTP ETA FAQ CRM POI GIF MP3".split()
}

# Words that run-together lower-case names are cut into.
VOCABULARY = frozenset(
    "check in out date time name names id ids key token type url code number phone email mail address user users page size count "
    "limit offset start end first last full given family birth day month year week hour minute second country city state region "
    "zip postal street house product products item items order orders customer client account company employee team player game "
    "match league season event category group project task file folder image video photo text message title description content "
    "search query keyword term word language currency amount price cost total min max from to by sort filter field fields format "
    "access secret api app application consumer client public private auth refresh session device store storage index table "
    "row column channel playlist track album artist song movie film show episode book author post comment reply thread tweet "
    "photo media tag tags list lists item board card label status value data object parent child path source target base quote "
    "symbol stock coin market exchange rate interval period range frame radius distance unit units latitude longitude lat lng "
    "location place station airport flight hotel room guest guests adults children pickup dropoff departure arrival return "
    "payment invoice transaction bank card policy legal hold document template form survey question answer contact lead deal "
    "campaign subscription plan license version model make brand color weight height width depth length volume level score rating "
    "review reviews ticket booking reservation reference tracking shipping billing line number num per max min new old display "
    "nick screen host domain server port web site page link slug repo owner branch commit issue pull request job resume position "
    "department organization org tournament sport driver race round stage recipe ingredient food meal drug patient doctor "
    "pokemon character hero champion region platform console network chain wallet contract block hash address gas token pair "
    "username password timezone locale output input width callback webhook endpoint body header subject sender recipient "
    "recipients attendee attendees expiration expiry created updated modified published begin finish due before after news feed "
    "entity record report dataset metric dimension member role permission scope organization tenant workspace environment "
    "instance cluster bucket zone resource operation policy service pet animal breed school course class student teacher grade "
    "results result interest chain verse circuit rich menu merchant original annotation authorization rental only mask profile newsletter "
    "call word short pool swap agent cache control related popular get delete update find fetch check add remove send last live all "
    "vehicle car plate registration engine fuel trip route stop line bus train property listing real estate".split()
) - {"in", "by", "to"} | {"in", "by", "to", "url", "ip", "uuid", "sku"}
