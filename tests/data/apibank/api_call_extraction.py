import re


def parse_api_call(text):
    """Read `[Name(key='value')]`; a quote within a value ends it, as in API-Bank's own reader."""
    name, arguments = re.search(r"\[(\w+)\((.*)\)\]", text).groups()
    return name, dict(re.findall(r"(\w+)\s*=\s*'(.*?)'", arguments))
