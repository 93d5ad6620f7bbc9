"""What people say for a code: the names of countries, currencies, languages, states and airports.

Countries, capitals, towns and currencies come from Faker's tables. Faker names no languages by code, no
airports, and none of the everyday words for currencies; those tables are here: the languages with most
speakers and the busiest airports, which is enough to recognise what a user said. A code unknown here is not
grounded by this rule.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

from .text_index import normalise

_LANGUAGES = """
af=afrikaans|am=amharic|ar=arabic|az=azerbaijani|be=belarusian|bg=bulgarian|bn=bengali,bangla|bs=bosnian
ca=catalan|cs=czech|cy=welsh|da=danish|de=german|el=greek|en=english|es=spanish,castilian|et=estonian
eu=basque|fa=persian,farsi|fi=finnish|fil=filipino,tagalog|fr=french|ga=irish|gl=galician|gu=gujarati
ha=hausa|he=hebrew|hi=hindi|hr=croatian|hu=hungarian|hy=armenian|id=indonesian|ig=igbo|is=icelandic
it=italian|ja=japanese|jv=javanese|ka=georgian|kk=kazakh|km=khmer|kn=kannada|ko=korean|la=latin|lo=lao
lt=lithuanian|lv=latvian|mk=macedonian|ml=malayalam|mn=mongolian|mr=marathi|ms=malay|mt=maltese
my=burmese|nb=norwegian|ne=nepali|nl=dutch,flemish|no=norwegian|pa=punjabi|pl=polish|ps=pashto
pt=portuguese|ro=romanian|ru=russian|si=sinhala|sk=slovak|sl=slovenian|so=somali|sq=albanian|sr=serbian
sv=swedish|sw=swahili|ta=tamil|te=telugu|th=thai|tl=tagalog,filipino|tr=turkish|uk=ukrainian|ur=urdu
uz=uzbek|vi=vietnamese|xh=xhosa|yo=yoruba|zh=chinese,mandarin|zu=zulu
"""
_CURRENCY_WORDS = """
USD=us dollar,american dollar,dollar,buck,$|EUR=euro,\u20ac|GBP=british pound,pound,sterling,quid,\u00a3
JPY=yen,\u00a5|CNY=yuan,rmb,chinese yuan|INR=rupee,\u20b9|KRW=won,\u20a9|CHF=franc
SEK=swedish kronor,krona,kronor|NOK=norwegian kroner,kroner,krone|DKK=danish kroner,kroner,krone
PLN=zloty|BRL=real,reais|MXN=peso
TRY=lira|ZAR=rand|RUB=rouble,ruble|THB=baht|ILS=shekel|HUF=forint|CZK=koruna,crown|AED=dirham|IDR=rupiah
MYR=ringgit|CAD=dollar|AUD=dollar|NZD=dollar|SGD=dollar|HKD=dollar|VND=dong|UAH=hryvnia
"""
_COUNTRY_WORDS = """
US=usa,u s,america,american,united states of america,states
GB=uk,u k,britain,great britain,england,scotland,wales,british|KR=korea,korean|CN=china,chinese
NL=netherlands,holland,dutch|CZ=czechia,czech|RU=russian|IE=ireland,irish|AE=uae,emirates|FR=french
DE=german|ES=spanish|IT=italian|JP=japanese|CA=canadian|AU=australian|MX=mexican|IN=indian|BR=brazilian
GR=greek|SE=swedish|CH=swiss|PT=portuguese|TH=thai|VN=vietnamese|TR=turkish,turkiye|SZ=eswatini|BN=brunei
DK=danish|NO=norwegian|FI=finnish|PL=polish|AT=austrian|BE=belgian|CI=ivory coast
"""
_AIRPORTS = """
AMS=amsterdam,schiphol|ARN=stockholm,arlanda|ATH=athens|ATL=atlanta|AUS=austin|BCN=barcelona|BER=berlin
BJS=beijing|BKK=bangkok|BLR=bangalore,bengaluru|BNA=nashville|BOG=bogota|BOM=mumbai|BOS=boston
BRU=brussels|BUD=budapest|BWI=baltimore|CAI=cairo|CAN=guangzhou|CDG=paris,charles de gaulle|CGK=jakarta
CLT=charlotte|CPH=copenhagen|CPT=cape town|DCA=washington|DEL=delhi|DEN=denver|DFW=dallas|DOH=doha
DPS=bali,denpasar|DTW=detroit|DUB=dublin|DUS=dusseldorf|DXB=dubai|EDI=edinburgh|EWR=newark,new york
EZE=buenos aires|FCO=rome,fiumicino|FLL=fort lauderdale|FRA=frankfurt|GIG=rio de janeiro|GRU=sao paulo
GVA=geneva|HAM=hamburg|HEL=helsinki|HKG=hong kong|HND=tokyo,haneda|HNL=honolulu|IAD=washington,dulles
IAH=houston|ICN=seoul,incheon|IST=istanbul|JFK=new york,kennedy|JNB=johannesburg|KEF=reykjavik|KIX=osaka
KUL=kuala lumpur|LAS=las vegas|LAX=los angeles|LCY=london|LED=saint petersburg,st petersburg
LGA=new york,la guardia|LGW=london,gatwick|LHR=london,heathrow|LIM=lima|LIN=milan|LIS=lisbon|LON=london
LOS=lagos|LTN=london|LYS=lyon|MAD=madrid|MAN=manchester|MCO=orlando|MDW=chicago|MEL=melbourne
MEX=mexico city|MIA=miami|MIL=milan|MNL=manila|MRS=marseille|MSP=minneapolis|MSY=new orleans|MUC=munich
MXP=milan,malpensa|NBO=nairobi|NCE=nice|NRT=tokyo,narita|NYC=new york|OAK=oakland|OPO=porto
ORD=chicago,o hare|ORY=paris,orly|OSL=oslo|OTP=bucharest|PAR=paris|PDX=portland|PEK=beijing
PHL=philadelphia|PHX=phoenix|PMI=palma|PRG=prague|PVG=shanghai|RDU=raleigh|ROM=rome|SAN=san diego
SCL=santiago|SEA=seattle|SFO=san francisco|SGN=ho chi minh city,saigon|SIN=singapore|SJC=san jose
SLC=salt lake city|SMF=sacramento|STL=st louis|STN=london,stansted|STO=stockholm|STR=stuttgart|SVO=moscow
SYD=sydney|TLS=toulouse|TLV=tel aviv|TPA=tampa|TPE=taipei|TYO=tokyo|VCE=venice|VIE=vienna|WAW=warsaw
YUL=montreal|YVR=vancouver|YYC=calgary|YYZ=toronto|ZAG=zagreb|ZRH=zurich
"""
# airport codes that are words or parts of names too
_WORDS = frozenset("SAN LAS LOS MAN SEA DEN PAR HAM MAD BUD VIE CAN LIS MEX FRA NCE ROM LIN".split())
_NICKNAMES = """
new york=nyc,big apple,new york city,ny|new york city=nyc,big apple,new york,ny|los angeles=la,l a
san francisco=sf,frisco,san fran,sfo|washington=dc,d c,washington dc,district of columbia
washington dc=dc,d c,washington,district of columbia
washington d c=dc,d c,washington,district of columbia|las vegas=vegas,lv|philadelphia=philly,phily
chicago=chi town|sacramento=sac|atlanta=atl|new orleans=nola|united states=us,usa,america|tv=television
united kingdom=uk,britain|hong kong=hk|television=tv|san diego=sd|mexico city=cdmx,ciudad de mexico
kuala lumpur=kl
"""


def _table(rows: str) -> dict[str, tuple[str, ...]]:
    """Read `code=name,name|code=name` lines."""
    pairs = (entry.split("=") for line in rows.split("\n") for entry in line.split("|") if entry)
    return {code: tuple(names.split(",")) for code, names in pairs}


def _utf8(text: str) -> str:
    """Undo the double encoding of some of Faker's names."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


@cache
def _countries() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return (code -> names of the country, code -> names of its towns), for codes of 2 or 3 letters."""
    from faker.providers.date_time import Provider as Countries
    from faker.providers.geo import Provider as Geography

    names: dict[str, set[str]] = defaultdict(set)
    towns: dict[str, set[str]] = defaultdict(set)
    for country in Countries.countries:
        short = _utf8(country.name).removeprefix("The ").split("Republic of ")[-1]
        names[country.alpha_2_code] |= {
            _utf8(country.name),
            short,
            *_COUNTRY_NAMES.get(country.alpha_2_code, ()),
        }
        towns[country.alpha_2_code].add(_utf8(country.capital))
    for _, _, town, code, _ in Geography.land_coords:
        towns[code].add(_utf8(town))
    for country in Countries.countries:
        names[country.alpha_3_code] = names[country.alpha_2_code]
        towns[country.alpha_3_code] = towns[country.alpha_2_code]
    return dict(names), dict(towns)


@cache
def _currencies() -> dict[str, set[str]]:
    from faker.providers.currency import Provider as Currencies

    names = {code: {name} for code, name in Currencies.currencies}
    for code, known in names.items():
        known.update(_CURRENCY_NAMES.get(code, ()))
    return {code: known | {f"{name}s" for name in known} for code, known in names.items()}


@cache
def _states() -> dict[str, str]:
    """Return US postal code -> state; Faker's list of codes holds the federal district besides."""
    from faker.providers.address.en_US import Provider as Addresses

    codes = [code for code in Addresses.states_abbr if code != "DC"]
    return {**dict(zip(codes, Addresses.states, strict=True)), "DC": "District of Columbia"}


_LANGUAGE_NAMES = _table(_LANGUAGES)
_AIRPORT_NAMES = _table(_AIRPORTS)
_CURRENCY_NAMES = _table(_CURRENCY_WORDS)
_COUNTRY_NAMES = _table(_COUNTRY_WORDS)
_SHORT_NAMES = _table(_NICKNAMES)


@lru_cache(4096)
def code_names(code: str, about: str) -> tuple[str, ...]:
    """Return the normalised names that may stand for a code.

    Args:
        code: Such as `FR`, `FRA`, `EUR`, `fr`, `en-US`, `CDG`, `Europe/Paris`, `CA`.
        about: Lower-case name and description of the parameter. It narrows a code: `CA` is Canada where the
            text speaks of a country, California where of a state, Catalan where of a language.
    """
    kinds = {
        "country": ("country", "region", "market", "nationality", "iso 3166", "geo", "alpha"),
        "currency": ("currenc", "money", "iso 4217"),
        "language": ("language", "lang", "locale", "translate", "iso 639"),
        "state": ("state", "province"),
        "airport": (
            "airport",
            "iata",
            "flight",
            "origin",
            "destination",
            "depart",
            "arriv",
            "from",
            "to",
            "city",
        ),
    }
    wanted = {kind for kind, words in kinds.items() if any(word in about for word in words)} or set(kinds)
    names: set[str] = set()
    upper, lower = code.upper(), code.lower()
    if "country" in wanted and len(code) in (2, 3):
        countries, towns = _countries()
        names |= countries.get(upper, set()) | towns.get(upper, set())
    if "currency" in wanted and len(code) == 3:
        names |= _currencies().get(upper, set())
    if "language" in wanted:
        names |= set(_LANGUAGE_NAMES.get(lower, ())) | set(
            _LANGUAGE_NAMES.get(lower.replace("_", "-").split("-")[0], ())
        )
    if "state" in wanted and upper in _states():
        names.add(_states()[upper])
    if "airport" in wanted and len(code) == 3:
        names |= set(_AIRPORT_NAMES.get(upper, ()))
    if "/" in code:
        names.add(code.rsplit("/", 1)[1].replace("_", " "))
    return tuple(
        sorted({normalise(name) if name not in "$\u20ac\u00a3\u00a5\u20b9\u20a9" else name for name in names})
    )


@lru_cache(4096)
def lies_in(town: str, region: str) -> bool:
    """Tell whether a normalised town lies in a country, given by name or code, by Faker's table of towns."""
    names, towns = _countries()
    codes = [
        code for code, known in names.items() if region == code.lower() or region in map(normalise, known)
    ]
    return any(town in map(normalise, towns[code]) for code in codes)


@lru_cache(4096)
def nicknames(name: str) -> tuple[str, ...]:
    """Return short names of a normalised place, its airports' codes too: `los angeles` -> `la`, `lax`."""
    airports = (
        code.lower() for code, names in _AIRPORT_NAMES.items() if name in names and code not in _WORDS
    )
    return (*_SHORT_NAMES.get(name, ()), *airports)
