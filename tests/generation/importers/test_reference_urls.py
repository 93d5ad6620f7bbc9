"""References to URLs: only from hosts that were named, within bounds, and never back to a file."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from toolflow_dataset.errors import ToolSourceError
from toolflow_generation.importers import reference_urls
from toolflow_generation.importers.reference_urls import AllowedHosts, NotAllowedError, shown_url
from toolflow_generation.importers.source_document import ImportOptions
from toolflow_generation.tool_files import import_tools

STRING = {"type": "string"}
ABOUT_REFERENCES = ("external-ref", "unresolved-ref", "recursive-schema")


class Site:
    """Pages on loopback: by path a value, bytes, `(status, headers, body)`, or a function of the handler."""

    def __init__(self):
        self.pages, self.asked, self.headers = {}, [], []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                site.headers.append(dict(self.headers))
                page = site.pages.get(self.path, (404, {}, b""))
                try:
                    if callable(page):
                        page(self)
                        return
                    if not isinstance(page, tuple):
                        page = (200, {}, page)
                    status, headers, body = page
                    body = body if isinstance(body, bytes) else json.dumps(body).encode()
                    self.send_response(status)
                    for name, value in {"Content-Length": str(len(body)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    made = Site()
    yield made
    made.close()


def api(schema):
    answer = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    return {
        "openapi": "3.0.0",
        "info": {"title": "a"},
        "paths": {"/": {"get": {"operationId": "a", "responses": answer}}},
    }


@pytest.fixture
def read(tmp_path, site):
    """Import an API whose one answer is a `$ref`; its returns, and what was said of it."""

    def run(ref, hosts=None, **options):
        path = tmp_path / "api.json"
        path.write_text(json.dumps(api({"$ref": ref.replace("SITE", site.url)})))
        hosts = (site.host,) if hosts is None else hosts
        tools, report = import_tools([path], options=ImportOptions(allow_ref_hosts=hosts, **options))
        issues = [issue for record in report.records for issue in record.issues]
        said = [(each.reason, each.detail) for each in issues if each.reason in ABOUT_REFERENCES]
        return tools[0].returns, said, report

    return run


def test_two_documents_json_and_yaml_by_relative_references(site, read):
    site.pages["/v1/pets/pet.json"] = {
        "Pet": {
            "type": "object",
            "properties": {
                "owner": {"$ref": "../people.yaml#/Person"},
                "tag": {"$ref": "#/Tag"},
                "note": {"$ref": "//" + site.host + "/notes.json?version=2"},
            },
        },
        "Tag": {"type": "integer"},
    }
    site.pages["/v1/people.yaml"] = b"Person:\n  type: object\n  properties:\n    name: {type: string}\n"
    site.pages["/notes.json?version=2"] = STRING
    returns, said, _ = read("SITE/v1/pets/pet.json#/Pet")
    assert returns["properties"] == {
        "owner": {"type": "object", "properties": {"name": STRING}},
        "tag": {"type": "integer"},
        "note": STRING,
    }
    assert said == []
    assert sorted(site.asked) == ["/notes.json?version=2", "/v1/people.yaml", "/v1/pets/pet.json"]
    assert not {"Authorization", "Cookie"} & set().union(*site.headers)


def test_yaml_is_known_by_its_media_type_and_gzip_by_its_start(site, read):
    site.pages["/pet"] = (200, {"Content-Type": "application/yaml"}, gzip.compress(b"type: boolean\n"))
    assert read("SITE/pet")[0] == {"type": "boolean"}


def test_nothing_is_fetched_unless_the_host_is_named(site, read):
    for options in ({}, {"allow_refs": True}):
        returns, [(reason, detail)], _ = read("SITE/x.json#/A", hosts=(), **options)
        assert returns is None and reason == "external-ref"
        assert detail == f"{site.url}/x.json is a URL; --allow-ref-host {site.host} would fetch it"
    assert read("SITE/x.json", hosts=("127.0.0.1", "localhost", "127.0.0.1:1"))[1][0][0] == "external-ref"
    assert site.asked == []


def test_files_are_not_followed_for_hosts_being_named(read, tmp_path):
    (tmp_path / "pet.json").write_text(json.dumps(STRING))
    returns, said, _ = read("pet.json")
    assert returns is None
    assert said == [("external-ref", "pet.json is outside the document; --allow-refs")]
    assert read("pet.json", allow_refs=True)[0] == STRING


def test_a_cycle_through_both_documents_is_cut_and_each_is_fetched_once(site, read):
    pet = {"type": "object", "properties": {"owner": {"$ref": "owner.json"}}}
    owner = {"type": "object", "properties": {"pet": {"$ref": f"{site.url}/pet.json"}}}
    site.pages |= {"/pet.json": pet, "/owner.json": owner}
    returns, said, _ = read("SITE/pet.json")
    assert returns["properties"]["owner"]["properties"]["pet"] == {"type": "object", "properties": {}}
    assert [reason for reason, _ in said] == ["recursive-schema"]
    assert sorted(site.asked) == ["/owner.json", "/pet.json"]
    site.pages["/self.json"] = {"$ref": "self.json"}
    assert ("recursive-schema", "self.json") in read("SITE/self.json")[1]


def test_names_in_a_fetched_document_are_found_in_it(site, read):
    site.pages["/pet.json"] = {
        "A": {"type": "object", "properties": {"b": {"$ref": "#tag"}, "c": {"$ref": "colour"}}},
        "B": {"$anchor": "tag", "type": "integer"},
        "C": {"$id": "colour", "enum": ["red"]},
    }
    returns = read("SITE/pet.json#/A")[0]
    assert returns["properties"]["b"] == {"type": "integer"}
    assert returns["properties"]["c"]["enum"] == ["red"]
    assert read("SITE/pet.json#tag")[0] == {"type": "integer"}
    assert site.asked.count("/pet.json") == 2 and len(site.asked) == 2


def test_relative_references_go_by_where_a_redirect_led(site, read):
    site.pages["/latest.json"] = (302, {"Location": "/v2/pet.json"}, b"")
    site.pages["/v2/pet.json"] = {"type": "object", "properties": {"tag": {"$ref": "tag.json"}}}
    site.pages["/v2/tag.json"] = {"type": "integer"}
    assert read("SITE/latest.json")[0]["properties"] == {"tag": {"type": "integer"}}


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("file:///etc/passwd", "file:///etc/passwd: what was fetched may lead to http and https alone"),
        ("FILE:///etc/passwd", "what was fetched may lead to http and https alone"),
        ("ftp://h/x", "ftp://h/x: what was fetched may lead to http and https alone"),
        ("data:application/json,{}", "what was fetched may lead to http and https alone"),
        ("file:api.json", "what was fetched may lead to http and https alone"),
    ],
)
def test_what_was_fetched_leads_to_no_file(site, read, ref, said):
    site.pages["/pet.json"] = {"type": "object", "properties": {"tag": {"$ref": ref}}}
    [(reason, detail)] = read("SITE/pet.json", allow_refs=True)[1]
    assert reason == "external-ref"
    assert said in detail and detail.endswith(f"; from {site.url}/pet.json")


def test_a_relative_path_out_of_a_url_is_a_url(site, read, tmp_path):
    (tmp_path / "secret.json").write_text(json.dumps({"enum": ["secret"]}))
    climbing = f"../../../../..{tmp_path}/secret.json"
    site.pages["/a/pet.json"] = {"type": "object", "properties": {"tag": {"$ref": climbing}}}
    returns, [(reason, detail)], _ = read("SITE/a/pet.json", allow_refs=True)
    assert "secret" not in json.dumps(returns)
    assert reason == "unresolved-ref" and "answered 404" in detail
    assert site.asked == ["/a/pet.json", f"{tmp_path}/secret.json"]


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def slow(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.02)


def slow_to_begin(handler):
    for letter in b"HTTP/1.0 200 OK\r\nX: " + b"x" * 10_000:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.02)


def broken(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"type":')


REFUSED = {
    "gone": ((404, {}, b""), "unresolved-ref", "SITE/x.json: answered 404 Not Found"),
    "locked": ((401, {}, b"{}"), "unresolved-ref", "SITE/x.json: answered 401 Unauthorized"),
    "loop": (
        (302, {"Location": "/x.json"}, b""),
        "unresolved-ref",
        "SITE/x.json: redirects in a circle, by SITE/x.json",
    ),
    "to a file": (
        (302, {"Location": "file:///etc/passwd"}, b""),
        "external-ref",
        "SITE/x.json: redirects to where it may not: file:///etc/passwd: no http or https address",
    ),
    "to another host": (
        (307, {"Location": "http://user:pw@169.254.169.254/latest?token=abc"}, b""),
        "external-ref",
        "SITE/x.json: redirects to where it may not: http://169.254.169.254/latest?token=... is a URL; "
        "--allow-ref-host 169.254.169.254 would fetch it",
    ),
    "no address": (
        (302, {"Location": "http://[::1/"}, b""),
        "unresolved-ref",
        "cannot be fetched (ValueError)",
    ),
    "html": (
        (200, {"Content-Type": "text/html; charset=utf-8"}, b"<html>"),
        "unresolved-ref",
        "SITE/x.json:1:1: not JSON: Expecting value, came as text/html",
    ),
    "latin": (b'{"title": "\xe9"}', "unresolved-ref", "SITE/x.json:1: not UTF-8"),
    "lines": (b"{}\n{}\n", "unresolved-ref", "SITE/x.json: holds one value a line"),
    "brotli": ((200, {"Content-Encoding": "br"}, b"x"), "unresolved-ref", "came packed as 'br'; only gzip"),
    "cut off": (broken, "unresolved-ref", "SITE/x.json: cannot be fetched (ClientPayloadError)"),
    "a bomb": (b"a: &a [x]\nb: [*a, *b]\n", "unresolved-ref", "SITE/x.json:1:1: not JSON"),
    "deep": (b"[" * 100_000, "unresolved-ref", "SITE/x.json: nested too deeply to be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_says_why(site, read, case):
    page, reason, said = REFUSED[case]
    site.pages["/x.json"] = page
    returns, issues, report = read("SITE/x.json")
    assert returns is None
    assert [each[0] for each in issues] == [reason]
    assert said.replace("SITE", site.url) in issues[0][1]
    assert report.records[0].place.endswith("api.json#/paths/~1/get")
    assert "pw" not in report.dumps() and "abc" not in report.dumps()


def test_redirects_are_counted(site, read):
    for number in range(7):
        site.pages[f"/{number}"] = (301, {"Location": f"{number + 1}"}, b"")
    site.pages["/7"] = STRING
    assert read("SITE/0")[1] == [("unresolved-ref", f"{site.url}/0: redirects more than 5 times, the limit")]
    assert read("SITE/2")[0] == STRING


@pytest.mark.parametrize("page", [slow, slow_to_begin])
def test_a_body_or_head_that_drips_is_given_up(site, read, page):
    site.pages["/x.json"] = page
    assert read("SITE/x.json", timeout=0.5)[1] == [
        ("unresolved-ref", f"{site.url}/x.json: not whole within 0.5 seconds; --timeout gives it longer")
    ]


def test_all_documents_together_have_a_time_too(site, read, monkeypatch):
    monkeypatch.setattr(reference_urls, "TIMEOUTS_IN_ALL", 2)
    names = [f"{number}.json" for number in range(5)]
    for name in names:
        site.pages[f"/{name}"] = slow
    site.pages["/x.json"] = {"type": "object", "properties": {name[0]: {"$ref": name} for name in names}}
    _, said, _ = read("SITE/x.json", timeout=0.4)
    assert len(said) == 5 and all(reason == "unresolved-ref" for reason, _ in said)
    assert "those before took 0.8 seconds in all, the limit" in said[-1][1]
    assert len(site.asked) < 6


def test_an_endless_body_is_given_up_at_the_limit(site, read, monkeypatch):
    monkeypatch.setattr(reference_urls.Fetcher.__init__, "__defaults__", (2**20,))
    site.pages["/x.json"] = endless
    assert read("SITE/x.json")[1] == [
        (
            "unresolved-ref",
            f"{site.url}/x.json: with those before it more than 1 MiB, the limit for all that is fetched",
        )
    ]
    site.pages["/y.json"] = gzip.compress(b" " * 2**24)
    assert "holds more than 1 MiB unpacked" in read("SITE/y.json")[1][0][1]


def test_documents_are_counted_and_what_failed_is_not_asked_again(site, read, monkeypatch):
    monkeypatch.setattr(reference_urls, "MAX_DOCUMENTS", 2)
    refs = ["gone.json#/A", "gone.json#/B", "tag.json"]
    properties = {str(number): {"$ref": ref} for number, ref in enumerate(refs)}
    site.pages["/x.json"] = {"type": "object", "properties": properties}
    _, said, _ = read("SITE/x.json")
    assert site.asked == ["/x.json", "/gone.json"]
    assert [detail.partition(": ")[2].partition(";")[0] for _, detail in said] == [
        "answered 404 Not Found",
        "answered 404 Not Found",
        "not fetched, as 2 were already, the limit",
    ]


def test_a_login_is_sent_and_never_shown(site, read):
    ref = f"http://someone:hunter2@{site.host}/x.json?key=hunter3&hunter4#/A"
    site.pages["/x.json?key=hunter3&hunter4"] = {"A": {"$ref": "y.json"}}
    _, said, report = read(ref)
    assert site.headers[0]["Authorization"].startswith("Basic ")
    assert said == [
        ("unresolved-ref", f"{site.url}/y.json: answered 404 Not Found; from {site.url}/x.json?key=...&...")
    ]
    assert "hunter" not in report.dumps() + "".join(report.notes)


def test_keys_given_twice_in_what_was_fetched_are_told_by_its_address(site, read):
    site.pages["/x.json"] = b'{"type": "string", "type": "integer"}'
    _, _, report = read("SITE/x.json")
    assert report.notes == [f"{site.url}/x.json: keys given twice in one object, the last one used: 'type'"]


def test_no_connection(site, read):
    site.close()
    _, [(reason, detail)], _ = read("SITE/x.json")
    assert reason == "unresolved-ref"
    assert detail.startswith(f"{site.url}/x.json: cannot be fetched (")


@pytest.mark.parametrize(
    ("named", "url", "allowed"),
    [
        ("example.com", "https://example.com/x", True),
        ("example.com", "http://EXAMPLE.com.:80/x", True),
        ("example.com:443", "https://example.com/x", True),
        ("example.com", "https://example.com:8443/x", False),
        ("example.com:8443", "https://example.com:8443/x", True),
        ("example.com:8443", "https://example.com/x", False),
        ("example.com", "https://www.example.com/x", False),
        ("example.com", "https://example.com.evil.net/x", False),
        ("example.com", "https://example.com@evil.net/x", False),
        ("example.com", "https://evil.net\\@example.com/x", False),
        ("example.com", "https://evil.net#@example.com/x", False),
        ("bücher.example", "https://xn--bcher-kva.example/x", True),
        ("[::1]:8080", "http://[::1]:8080/x", True),
        ("127.0.0.1", "http://2130706433/x", False),
        ("127.0.0.1", "http://127.1/x", False),
        ("example.com", "ftp://example.com/x", False),
        ("example.com", "http:/example.com/x", False),
        ("example.com", "http://example.com:x/", False),
    ],
)
def test_which_addresses_are_on_a_named_host(named, url, allowed):
    hosts = AllowedHosts([named])
    if allowed:
        assert str(hosts.check(url)).lower().startswith(url[:8].lower())
    else:
        with pytest.raises(NotAllowedError):
            hosts.check(url)


@pytest.mark.parametrize(
    "named", ["", "https://example.com", "example.com/x", "a b", "u:p@h", "h:99999", "*."]
)
def test_a_host_that_is_none_is_refused_before_anything_is_read(tmp_path, named):
    (tmp_path / "api.json").write_text(json.dumps(api(STRING)))
    if named == "*.":
        import_tools([tmp_path / "api.json"], options=ImportOptions(allow_ref_hosts=(named,)))
        return
    with pytest.raises(ToolSourceError, match="expected HOST or HOST:PORT"):
        import_tools([tmp_path / "api.json"], options=ImportOptions(allow_ref_hosts=(named,)))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@h/x?a=1&b#/A", "https://h/x?a=...&...#/A"),
        ("https://token@h/x", "https://h/x"),
        ("https://u:p/w@h/x", "https:..."),
        ("//u:p@h/x", "//h/x"),
        ("x.json#/A", "x.json#/A"),
    ],
)
def test_addresses_are_shown_without_what_is_secret_in_them(url, shown):
    assert shown_url(url) == shown


def test_from_https_never_to_http(monkeypatch):
    """A redirect from https to http is refused; the answer stands in for a server with a certificate."""
    import asyncio

    class Answer:
        status, headers = 302, {"Location": "http://example.com/x"}

        async def __aenter__(self):
            return self

        async def __aexit__(self, *error):
            return None

    class Session:
        def get(self, *args, **options):
            return Answer()

    fetcher = reference_urls.Fetcher(AllowedHosts(["example.com"]), 1.0)
    with pytest.raises(NotAllowedError, match="redirects from https to http"):
        asyncio.run(fetcher._follow(Session(), "https://example.com/x"))
