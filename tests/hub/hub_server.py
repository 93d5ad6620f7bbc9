"""A small Hub on loopback, for `huggingface_hub`, `datasets` and `evaluate` as they are, through HF_ENDPOINT.

Speaks what they ask for: repositories, pre-upload, Git LFS (basic transfer), commits, tags, branches, trees,
path infos, downloads with ranges and redirects. Xet is off (`HF_HUB_DISABLE_XET`): the Hub without it.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web
from hub_faults import Fault
from hub_store import COMMIT_DATE, Commit, Repo, Store, blob_oid, card_faults, is_large

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_KIND = "{kind:models|datasets|spaces}"
_REPO = f"/api/{_KIND}" + "/{owner}/{name}"
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    orgs: tuple[str, ...] = ()
    can_write: bool = True


@dataclass(slots=True)
class LocalHub:
    """A Hub with accounts by token; it runs in a thread of its own while its `with` block does.

    Attributes:
        requests: (method, path, status) of all that was asked; a status of 0 is a dropped connection.
        faults: What goes wrong next.
    """

    accounts: dict[str, Account] = field(default_factory=lambda: {"hf_writer": Account("writer", ("org",))})
    store: Store = field(default_factory=Store)
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    url: str = ""
    storage: str = ""
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None and self._thread is not None
        for fault in self.faults:
            fault.release.set()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)

    def reset(self) -> None:
        """Begin anew: nothing stored, nothing asked, nothing wrong, one account."""
        for fault in self.faults:
            fault.release.set()
        self.store, self.requests, self.faults = Store(), [], []
        self.accounts = {"hf_writer": Account("writer", ("org",))}

    def fail(self, method: str, path: str, status: int | None = None, **options: Any) -> Fault:
        """Have something go wrong with the next request of a method and path; see `Fault`."""
        self.faults.append(Fault(method, path, status, **options))
        return self.faults[-1]

    def repo(self, repo_id: str, kind: str = "dataset") -> Repo:
        """Return a repository."""
        return self.store.repos[kind, repo_id]

    def files(self, repo_id: str, revision: str = "main", kind: str = "dataset") -> dict[str, bytes]:
        """Return the files of a revision with their content."""
        commit = self.repo(repo_id, kind).resolve(revision)
        assert commit is not None
        return {path: self.store.content(file) for path, file in commit.files.items()}

    def asked(self, method: str, part: str) -> list[int]:
        """Return the statuses of the requests of a method with a part in their path."""
        return [status for how, path, status in self.requests if how == method and part in path]

    # --- serving

    def _serve(self, started: threading.Event) -> None:
        self._loop = loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        app = web.Application(middlewares=[self._watched], client_max_size=2**30)
        app.add_routes(self._routes())
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        loop.run_until_complete(site.start())
        port = runner.addresses[0][1]
        # large files are served by another host, as the Hub's are: clients read headers before that redirect
        self.url, self.storage = f"http://127.0.0.1:{port}", f"http://localhost:{port}"
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/whoami-v2", self._whoami),
            web.post("/api/repos/create", self._create),
            web.post("/api/validate-yaml", self._validate),
            web.get(_REPO, self._info),
            web.get(_REPO + "/revision/{revision}", self._info),
            web.get(_REPO + "/refs", self._refs),
            web.get(_REPO + "/commits/{revision}", self._commits),
            web.get(_REPO + "/tree/{revision}", self._tree),
            web.get(_REPO + "/tree/{revision}/{path:.*}", self._tree),
            web.post(_REPO + "/paths-info/{revision}", self._paths_info),
            web.post(_REPO + "/preupload/{revision}", self._preupload),
            web.post(_REPO + "/commit/{revision}", self._commit),
            web.post(_REPO + "/tag/{revision}", self._tag),
            web.delete(_REPO + "/tag/{tag}", self._untag),
            web.post("/{kind:datasets|spaces}/{owner}/{name}.git/info/lfs/objects/batch", self._batch),
            web.put("/large/{sha256}", self._put_large),
            web.get("/large/{sha256}", self._get_large),
            web.get("/{kind:datasets|spaces}/{owner}/{name}/resolve/{revision}/{path:.+}", self._resolve),
        ]

    @web.middleware
    async def _watched(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = next((each for each in self.faults if each.matches(request)), None)
        if fault is None or fault.done:
            try:
                answer = await handler(request)
            except web.HTTPException as refusal:
                answer = refusal
        if fault is not None:
            fault.times -= 1
            if not fault.done:
                await request.content.read(fault.after)
            fault.reached.set()
            while fault.hold and not fault.release.is_set():
                await asyncio.sleep(0.02)
            if fault.status is None:
                self.requests.append((request.method, request.path_qs, 0))
                if request.transport is not None:  # None where the client is gone already
                    request.transport.abort()
                raise ConnectionResetError
            answer = web.json_response(
                {"error": "a fault of the test"}, status=fault.status, headers=fault.headers
            )
        self.requests.append((request.method, request.path_qs, answer.status))
        return answer

    # --- who asks for what

    def _account(self, request: web.Request) -> Account | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token and token not in self.accounts:
            raise _refusal(401, "Invalid credentials in Authorization header")
        return self.accounts.get(token)

    def _writer(self, request: web.Request, owner: str) -> None:
        account = self._account(request)
        if account is None:
            raise _refusal(401, "Invalid username or password.")
        if not account.can_write or owner not in (account.name, *account.orgs):
            raise _refusal(403, f'You don\'t have the rights to create or change a repo under "{owner}"')

    def _repo(self, request: web.Request, *, to_write: bool = False) -> Repo:
        part = request.match_info
        repo = self.store.repos.get((part["kind"].removesuffix("s"), f"{part['owner']}/{part['name']}"))
        account = self._account(request)
        seen = repo is not None and (
            not repo.private or (account is not None and part["owner"] in (account.name, *account.orgs))
        )
        if repo is None or not seen:
            status, told = (
                (401, "Invalid username or password.") if account is None else (404, "Repository not found")
            )
            raise _refusal(status, told, "RepoNotFound")
        if to_write:
            self._writer(request, part["owner"])
        return repo

    def _revision(self, request: web.Request, repo: Repo) -> Commit:
        revision = unquote(request.match_info.get("revision", "main"))
        commit = repo.resolve(revision)
        if commit is None:
            raise _refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return commit

    # --- answers

    async def _whoami(self, request: web.Request) -> web.Response:
        account = self._account(request)
        if account is None:
            raise _refusal(401, "Invalid username or password.")
        role = "write" if account.can_write else "read"
        orgs = [{"type": "org", "name": name, "roleInOrg": role} for name in account.orgs]
        token = {"accessToken": {"displayName": "test", "role": role}}
        return web.json_response({"type": "user", "name": account.name, "orgs": orgs, "auth": token})

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        account = self._account(request)
        owner = asked.get("organization") or (account.name if account else "")
        self._writer(request, owner)
        kind, repo_id = asked.get("type", "model"), f"{owner}/{asked['name']}"
        if kind == "space" and asked.get("sdk") not in ("gradio", "docker", "static"):
            raise _refusal(400, '"sdk" must be one of [gradio, docker, static]')
        url = f"{self.url}/{'' if kind == 'model' else kind + 's/'}{repo_id}"
        if (kind, repo_id) in self.store.repos:
            return web.json_response(
                {"error": f"You already created this {kind} repo", "url": url}, status=409
            )
        private = bool(asked.get("private")) or asked.get("visibility") == "private"
        self.store.create(kind, repo_id, private=private, sdk=asked.get("sdk"))
        return web.json_response({"url": url, "name": repo_id, "id": repo_id})

    async def _validate(self, request: web.Request) -> web.Response:
        faults = card_faults((await request.json())["content"])
        errors = [{"message": fault} for fault in faults]
        return web.json_response({"errors": errors, "warnings": []}, status=400 if faults else 200)

    async def _info(self, request: web.Request) -> web.Response:
        repo = self._repo(request)
        commit = self._revision(request, repo)
        siblings: list[dict[str, Any]] = []
        for path, file in sorted(commit.files.items()):
            siblings.append({"rfilename": path})
            if request.query.get("blobs"):
                siblings[-1] |= {"blobId": file.oid, "size": file.size}
                if file.sha256 is not None:
                    siblings[-1]["lfs"] = {"sha256": file.sha256, "size": file.size, "pointerSize": 130}
        found = {
            "_id": "0" * 24,
            "id": repo.id,
            "author": repo.id.partition("/")[0],
            "sha": commit.oid,
            "lastModified": COMMIT_DATE,
            "createdAt": COMMIT_DATE,
            "private": repo.private,
            "gated": False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "cardData": self.store.card_data(repo),
            "siblings": siblings,
            **({"sdk": repo.sdk} if repo.sdk else {}),
        }
        return web.json_response(found)

    async def _refs(self, request: web.Request) -> web.Response:
        repo = self._repo(request)

        def refs(known: dict[str, str], prefix: str) -> list[dict[str, str]]:
            return [{"name": n, "ref": f"refs/{prefix}/{n}", "targetCommit": oid} for n, oid in known.items()]

        return web.json_response(
            {"branches": refs(repo.branches, "heads"), "tags": refs(repo.tags, "tags"), "converts": []}
        )

    async def _commits(self, request: web.Request) -> web.Response:
        repo = self._repo(request)
        commit: Commit | None = self._revision(request, repo)
        found = []
        while commit is not None:
            found.append(
                {"id": commit.oid, "title": commit.title, "message": "", "date": COMMIT_DATE, "authors": []}
            )
            commit = repo.commits.get(commit.parent or "")
        return web.json_response(found)

    async def _tree(self, request: web.Request) -> web.Response:
        repo = self._repo(request)
        commit = self._revision(request, repo)
        folder = request.match_info.get("path", "").strip("/")
        inside = f"{folder}/" if folder else ""
        found: dict[str, dict[str, Any]] = {}
        for path, file in sorted(commit.files.items()):
            if not path.startswith(inside):
                continue
            steps = path[len(inside) :].split("/")
            parents = [inside + "/".join(steps[:depth]) for depth in range(1, len(steps))]
            for parent in parents if request.query.get("recursive") == "true" else parents[:1]:
                found[parent] = {
                    "type": "directory",
                    "path": parent,
                    "oid": blob_oid(parent.encode()),
                    "size": 0,
                }
            if len(steps) == 1 or request.query.get("recursive") == "true":
                found[path] = file.entry(path)
        if folder and not found:
            raise _refusal(404, f"{folder} does not exist", "EntryNotFound")
        entries, start = list(found.values()), int(request.query.get("cursor", 0))
        headers = {}
        if start + _PAGE < len(entries):
            url = str(request.url.with_path(request.path).update_query(cursor=start + _PAGE))
            headers["Link"] = f'<{url}>; rel="next"'
        return web.json_response(
            self._expanded(request, commit, entries[start : start + _PAGE]), headers=headers
        )

    async def _paths_info(self, request: web.Request) -> web.Response:
        repo = self._repo(request)
        commit = self._revision(request, repo)
        form = await request.post()
        found = []
        for path in map(str, form.getall("paths", [])):
            if path in commit.files:
                found.append(commit.files[path].entry(path))
            elif any(each.startswith(f"{path}/") for each in commit.files):
                found.append({"type": "directory", "path": path, "oid": blob_oid(path.encode()), "size": 0})
        return web.json_response(self._expanded(request, commit, found))

    def _expanded(
        self, request: web.Request, commit: Commit, entries: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        if request.query.get("expand") == "true":
            last = {"id": commit.oid, "title": commit.title, "date": COMMIT_DATE}
            entries = [{**each, "lastCommit": last} for each in entries]
        return entries

    # --- uploads

    async def _preupload(self, request: web.Request) -> web.Response:
        repo = self._repo(request, to_write=True)
        commit = self._revision(request, repo)
        files = []
        for file in (await request.json())["files"]:
            known = commit.files.get(file["path"])
            large = is_large(file["path"], file["size"], base64.b64decode(file["sample"]))
            mode = "lfs" if large else "regular"
            oid = None if known is None else known.sha256 or known.oid
            files.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        return web.json_response({"files": files})

    async def _batch(self, request: web.Request) -> web.Response:
        self._repo(request, to_write=True)
        objects = []
        for each in (await request.json())["objects"]:
            found = {"oid": each["oid"], "size": each["size"]}
            if each["oid"] not in self.store.large:
                found["actions"] = {"upload": {"href": f"{self.storage}/large/{each['oid']}?signature=test"}}
            objects.append(found)
        return web.json_response({"transfer": "basic", "objects": objects})

    async def _put_large(self, request: web.Request) -> web.Response:
        content = await request.read()
        sha256 = request.match_info["sha256"]
        if request.query.get("signature") != "test" or hashlib.sha256(content).hexdigest() != sha256:
            raise _refusal(403, "the content or its signature is wrong")
        self.store.large[sha256] = content
        return web.Response()

    async def _commit(self, request: web.Request) -> web.Response:
        repo = self._repo(request, to_write=True)
        branch = unquote(request.match_info["revision"])
        head = self._revision(request, repo)
        lines = [json.loads(line) for line in (await request.read()).splitlines() if line]
        title, files = "", dict(head.files)
        for line in lines:
            key, value = line["key"], line["value"]
            if key == "header":
                title = value["summary"]
                if value.get("parentCommit") not in (None, head.oid):
                    raise _refusal(412, "A commit has happened since. Please refresh and try again.")
            elif key == "file":
                files[value["path"]] = self.store.put(base64.b64decode(value["content"]))
            elif key == "lfsFile":
                if value["oid"] not in self.store.large:
                    raise _refusal(
                        400, "Your push was rejected because an LFS pointer pointed to a missing file"
                    )
                files[value["path"]] = self.store.put_pointer(
                    value["oid"], len(self.store.large[value["oid"]])
                )
            elif key == "deletedFile" and value["path"] in files:
                del files[value["path"]]
            elif key == "deletedFolder":
                folder = value["path"].rstrip("/") + "/"
                files = {path: file for path, file in files.items() if not path.startswith(folder)}
            else:
                raise _refusal(404, "A file with this name doesn't exist", "EntryNotFound")
        commit = repo.commit(title, files, branch)
        url = f"{self.url}/{repo.kind}s/{repo.id}/commit/{commit.oid}"
        return web.json_response(
            {"success": True, "commitOid": commit.oid, "commitUrl": url, "hookOutput": ""}
        )

    async def _tag(self, request: web.Request) -> web.Response:
        repo = self._repo(request, to_write=True)
        tag = (await request.json())["tag"]
        if tag in repo.tags:
            raise _refusal(409, f"Tag reference exists already: {tag}")
        repo.tags[tag] = self._revision(request, repo).oid
        return web.json_response({})

    async def _untag(self, request: web.Request) -> web.Response:
        repo = self._repo(request, to_write=True)
        if repo.tags.pop(unquote(request.match_info["tag"]), None) is None:
            raise _refusal(404, "no such tag", "RevisionNotFound")
        return web.json_response({})

    # --- downloads

    async def _resolve(self, request: web.Request) -> web.StreamResponse:
        repo = self._repo(request)
        commit = self._revision(request, repo)
        file = commit.files.get(request.match_info["path"])
        headers = {"X-Repo-Commit": commit.oid, "Accept-Ranges": "bytes"}
        if file is None:
            raise _refusal(404, "Entry not found", "EntryNotFound", headers)
        if file.sha256 is None:
            return _bytes(request, self.store.content(file), {**headers, "ETag": f'"{file.oid}"'})
        linked = {
            "X-Linked-ETag": f'"{file.sha256}"',
            "X-Linked-Size": str(file.size),
            "ETag": f'"{file.oid}"',
        }
        location = f"{self.storage}/large/{file.sha256}"
        return web.Response(status=302, headers={**headers, **linked, "Location": location})

    async def _get_large(self, request: web.Request) -> web.StreamResponse:
        sha256 = request.match_info["sha256"]
        if sha256 not in self.store.large:
            raise _refusal(404, "no such object")
        return _bytes(request, self.store.large[sha256], {"ETag": f'"{sha256}"', "Accept-Ranges": "bytes"})


def _bytes(request: web.Request, content: bytes, headers: dict[str, str]) -> web.Response:
    """Answer with content, or with the range of it that is asked for."""
    asked = request.http_range
    if asked.start is None and asked.stop is None:
        return web.Response(body=content, headers=headers)
    start, stop, _ = asked.indices(len(content))
    if start >= len(content):
        return web.Response(status=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    headers = {**headers, "Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}
    return web.Response(status=206, body=content[start:stop], headers=headers)


def _refusal(
    status: int, told: str, code: str | None = None, headers: dict[str, str] | None = None
) -> web.HTTPException:
    """Return an error as the Hub answers with."""
    headers = {**(headers or {}), "X-Error-Message": told, **({"X-Error-Code": code} if code else {})}
    kinds = {
        400: web.HTTPBadRequest,
        401: web.HTTPUnauthorized,
        403: web.HTTPForbidden,
        404: web.HTTPNotFound,
    }
    kinds |= {409: web.HTTPConflict, 412: web.HTTPPreconditionFailed}
    return kinds[status](text=json.dumps({"error": told}), content_type="application/json", headers=headers)
