"""Lines asked for in another language are told in it."""

from __future__ import annotations

import re
from typing import Any

from .result_scene import Scene
from .value_fit import is_valid

# What `value_phrases` has as lines of songs, by the language they are asked for in; `{city}` stays as it is.
_LINES = {
    "I left my coat on the evening train": {
        "Spanish": "Dejé mi abrigo en el tren de la tarde", "French": "J'ai laissé mon manteau dans le train du soir",
        "German": "Ich ließ meinen Mantel im Abendzug", "Italian": "Ho lasciato il cappotto sul treno della sera",
        "Portuguese": "Deixei o meu casaco no trem da noite", "Dutch": "Ik liet mijn jas in de avondtrein",
        "Swedish": "Jag glömde min kappa på kvällståget", "Danish": "Jeg glemte min frakke i aftentoget",
        "Polish": "Zostawiłem płaszcz w wieczornym pociągu", "Japanese": "夜の列車にコートを忘れた",
    },
    "All the windows know your name": {
        "Spanish": "Todas las ventanas saben tu nombre", "French": "Toutes les fenêtres connaissent ton nom",
        "German": "Alle Fenster kennen deinen Namen", "Italian": "Tutte le finestre sanno il tuo nome",
        "Portuguese": "Todas as janelas sabem o teu nome", "Dutch": "Alle ramen kennen jouw naam",
        "Swedish": "Alla fönster kan ditt namn", "Danish": "Alle vinduer kender dit navn",
        "Polish": "Wszystkie okna znają twoje imię", "Japanese": "すべての窓が君の名を知っている",
    },
    "We were counting the lights of {city}": {
        "Spanish": "Contábamos las luces de {city}", "French": "Nous comptions les lumières de {city}",
        "German": "Wir zählten die Lichter von {city}", "Italian": "Contavamo le luci di {city}",
        "Portuguese": "Contávamos as luzes de {city}", "Dutch": "We telden de lichtjes van {city}",
        "Swedish": "Vi räknade ljusen i {city}", "Danish": "Vi talte lysene i {city}",
        "Polish": "Liczyliśmy światła w {city}", "Japanese": "{city}の灯りを数えていた",
    },
    "The river takes the long way home": {
        "Spanish": "El río vuelve a casa por el camino largo", "French": "La rivière rentre par le plus long chemin",
        "German": "Der Fluss nimmt den langen Weg nach Haus", "Italian": "Il fiume torna a casa per la via più lunga",
        "Portuguese": "O rio volta para casa pelo caminho mais longo", "Dutch": "De rivier neemt de lange weg naar huis",
        "Swedish": "Floden tar den långa vägen hem", "Danish": "Floden tager den lange vej hjem",
        "Polish": "Rzeka wraca do domu dłuższą drogą", "Japanese": "川は遠回りして家へ帰る",
    },
    "Summer came in through the kitchen door": {
        "Spanish": "El verano entró por la puerta de la cocina", "French": "L'été est entré par la porte de la cuisine",
        "German": "Der Sommer kam zur Küchentür herein", "Italian": "L'estate entrò dalla porta della cucina",
        "Portuguese": "O verão entrou pela porta da cozinha", "Dutch": "De zomer kwam binnen door de keukendeur",
        "Swedish": "Sommaren kom in genom köksdörren", "Danish": "Sommeren kom ind ad køkkendøren",
        "Polish": "Lato weszło przez kuchenne drzwi", "Japanese": "夏が台所の戸口から入ってきた",
    },
}  # fmt: skip


def in_tongue(made: Any, scene: Scene) -> Any:
    """Return a result in which the lines stand in the language that the call asks for, where it is known."""
    tongue = scene.first("language") if scene.asks else None
    if not isinstance(made, dict) or not isinstance(tongue, str):
        return made
    told = {name: _said(value, tongue) for name, value in made.items() if isinstance(value, str)}
    spoken = made | {name: line for name, line in told.items() if line is not None}
    return spoken if scene.tool.returns is None or is_valid(spoken, scene.tool.returns) else made


def _said(text: str, tongue: str) -> str | None:
    for line, lines in _LINES.items():
        match = re.fullmatch(re.escape(line).replace(r"\{city\}", "(.+)"), text)
        if match and tongue in lines:
            return lines[tongue].replace("{city}", match[1] if match.groups() else "")
    return None
