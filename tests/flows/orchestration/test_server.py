"""The server obeys its owner's programs and its own pages: no other user, no other page, no other name."""

from __future__ import annotations

import asyncio
import base64
import http.server
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from flows.orchestration.access import ServerAccess, running_server, write_note
from flows.orchestration.engine import start_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SYSTEM_PYTHON = shutil.which("python3", path="/usr/bin:/bin")
NOBODY = 65534
PATIENCE_SECONDS = 60  # only a bound: a busy machine passes too

DEPLOYMENT = f"/api/deployments/{uuid4()}"
DEEDS = {
    "lists flows": ("POST", "/api/flows/filter", {}),
    "lists deployments": ("POST", "/api/deployments/filter", {}),
    "lists runs": ("POST", "/api/flow_runs/filter", {}),
    "reads the settings": ("GET", "/api/admin/settings", None),
    "makes a flow": ("POST", "/api/flows/", {"name": "asing"}),
    "alters a schedule": ("PATCH", DEPLOYMENT, {"paused": True}),
    "deletes it": ("DELETE", DEPLOYMENT, None),
    "triggers a run": ("POST", f"{DEPLOYMENT}/create_flow_run", {}),
    "names another folder": ("POST", f"{DEPLOYMENT}/create_flow_run", {"parameters": {"folder": "/etc"}}),
    "clears the database": ("POST", "/api/admin/database/clear", {"confirm": True}),
}


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[ServerAccess]:
    """A server as `iku jalankan` has it, with its UI."""
    with pytest.MonkeyPatch.context() as while_starting:
        while_starting.setenv("IKU_PREFECT_HOME", str(home))
        started = start_server(temporary=False)
        try:
            started.wait_until_ready()
            yield started.access
        finally:
            started.stop()


def basic(secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def ask(
    server: ServerAccess, path: str, body: object = None, method: str | None = None, **headers: str
) -> tuple[int, str, Mapping[str, str]]:
    content = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(
        f"{server.url}{path}", content, {"Content-Type": "application/json"} | named, method=method
    )
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode(), refused.headers


def flow_names(server: ServerAccess) -> set[str]:
    status, text, _ = ask(server, "/api/flows/filter", {}, **basic(server.secret))
    assert status == 200
    return {flow["name"] for flow in json.loads(text)}


# Another user of the machine

AS_NOBODY = """
import json, sys, urllib.error, urllib.request

deeds, url, note = json.loads(sys.argv[1]), sys.argv[2], sys.argv[3]
opener, said = urllib.request.build_opener(urllib.request.ProxyHandler({})), {}
for name, (method, path, body) in deeds.items():
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, content, {"Content-Type": "application/json"}, method=method)
    try:
        said[name] = opener.open(request, timeout=60).status
    except urllib.error.HTTPError as refused:
        said[name] = refused.code
try:
    said["note"] = open(note).read()
except OSError as refused:
    said["note"] = type(refused).__name__
print(json.dumps(said))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="hanya root yang dapat menjadi orang lain")
@pytest.mark.skipif(not (shutil.which("setpriv") and SYSTEM_PYTHON), reason="memerlukan setpriv dan /usr/bin/python3")
def test_another_user_of_the_machine_can_do_nothing(server: ServerAccess) -> None:
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        note = Path(open_to_all) / "server.json"
        write_note(note, server, 1)
        assert running_server(note) == server
        assert SYSTEM_PYTHON
        as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", SYSTEM_PYTHON, "-I", "-c"]
        done = subprocess.run(
            [*as_nobody, AS_NOBODY, json.dumps(DEEDS), server.url, str(note)],
            capture_output=True,
            text=True,
            cwd="/",
            check=True,
            timeout=120,
        )
    assert json.loads(done.stdout) == dict.fromkeys(DEEDS, 401) | {"note": "PermissionError"}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_guess_is_no_secret(server: ServerAccess, deed: str) -> None:
    method, path, body = DEEDS[deed]
    for guess in ("iku:", "iku:tebakan", server.secret[:-1]):
        assert ask(server, path, body, method, **basic(guess))[0] == 401


@pytest.mark.parametrize("path", ["/api/events/in", "/api/events/out", "/api/logs/out"])
@pytest.mark.parametrize("secret", [None, "iku:tebakan"])
def test_a_socket_without_the_secret_is_closed(server: ServerAccess, path: str, secret: str | None) -> None:
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed, InvalidStatus
    from websockets.typing import Subprotocol

    async def listen() -> str:
        url = f"{server.url.replace('http', 'ws')}{path}"
        async with connect(url, subprotocols=[Subprotocol("prefect")] if secret else None, proxy=None) as connection:
            if secret:
                await connection.send(json.dumps({"type": "auth", "token": secret}))
            return str(await asyncio.wait_for(connection.recv(), 30))

    with pytest.raises((ConnectionClosed, InvalidStatus)):
        asyncio.run(listen())


# Another name, another page


@pytest.mark.parametrize("path", ["/", "/masuk", "/bukti/x", "/api/health", "/api/flows/filter", "/ui-settings"])
def test_a_foreign_name_that_leads_here_is_refused(server: ServerAccess, path: str) -> None:
    """DNS rebinding: a page of evil.example whose name is this address now, even if it knew the secret."""
    port = server.url.rpartition(":")[2]
    for name in (f"evil.example:{port}", "evil.example", f"127.0.0.1.evil.example:{port}", "192.0.2.1"):
        assert ask(server, path, Host=name, **basic(server.secret))[0] == 400
    assert ask(server, "/bukti/x", Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "https://{own}", "null", ""])
def test_a_foreign_page_is_refused_even_with_the_secret(server: ServerAccess, origin: str) -> None:
    origin = origin.format(own=server.url.removeprefix("http://"))
    for path, body in (("/api/flows/filter", {}), ("/api/flows/", {"name": "asing"}), ("/bukti/x", None)):
        status, _, headers = ask(server, path, body, Origin=origin, **basic(server.secret))
        assert status == 403 and "Access-Control-Allow-Origin" not in headers
    assert "asing" not in flow_names(server)


def test_the_dashboard_s_own_pages_are_answered(server: ServerAccess) -> None:
    for origin in (server.url, server.url.replace("127.0.0.1", "localhost")):
        wanted = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization"}
        status, _, headers = ask(server, "/api/flows/filter", None, "OPTIONS", Origin=origin, **wanted)
        assert (status, headers["Access-Control-Allow-Origin"]) == (200, origin)
        assert ask(server, "/api/flows/filter", {}, Origin=origin, **basic(server.secret))[0] == 200


def test_no_page_frames_ours(server: ServerAccess) -> None:
    for path in ("/", "/masuk", "/api/health"):
        assert ask(server, path)[2]["X-Frame-Options"] == "DENY"


def test_a_throw_away_server_has_no_way_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_PREFECT_HOME", str(home))
    started = start_server()
    try:
        started.wait_until_ready()
        assert ask(started.access, "/masuk")[0] == 404
        assert (
            ask(started.access, "/api/flows/filter", {}, Host="evil.example", **basic(started.access.secret))[0] == 400
        )
    finally:
        started.stop()


# A browser

chromium_only = pytest.mark.skipif(not CHROMIUM, reason="chromium belum dipasang")

FOREIGN_PAGE = """<!doctype html><body><pre id="said"></pre><iframe src="OURS/dashboard"></iframe>
<form id="form" method="post" enctype="text/plain" target="deed" action="OURS/api/flows/">
<input name='{"name": "asing", "x' value='": 1}'></form><iframe name="deed"></iframe>
<script>
const said = {};
const text = JSON.stringify({name: "asing"});
const attempt = async (name, deed) => {
  try { said[name] = await deed(); } catch (error) { said[name] = "refused"; }
};
addEventListener("load", async () => {  // the frame has been tried by then
  const json = {method: "POST", headers: {"Content-Type": "application/json"}, body: text};
  const ask = async (path, options) => (await fetch("OURS" + path, options)).text();
  await attempt("list", () => ask("/api/flows/filter", {...json, body: "{}"}));
  await attempt("make", () => ask("/api/flows/", json));
  await attempt("with credentials", () => ask("/api/flows/", {...json, credentials: "include"}));
  await attempt("simple", () => ask("/api/flows/", {method: "POST", body: text}));
  await attempt("blind", () => ask("/api/flows/", {method: "POST", mode: "no-cors", body: text}));
  await attempt("settings", () => ask("/ui-settings"));
  await attempt("sign in", () => ask("/masuk"));
  await attempt("storage", async () => localStorage.getItem("prefect-password") || "");
  await attempt("frame", async () => frames[0].localStorage.getItem("prefect-password"));
  await attempt("socket", () => new Promise((resolve, reject) => {
    const socket = new WebSocket("OURS/api/events/out".replace("http", "ws"), ["prefect"]);
    socket.onopen = () => resolve("open");
    socket.onerror = reject;
  }));
  document.getElementById("form").submit();
  document.getElementById("said").textContent = JSON.stringify(said);
});
</script></body>"""


class Browser:
    """A headless Chromium with a profile of its own, driven through its own protocol."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM
        as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        options = ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--no-first-run"]
        self._port_file = profile / "DevToolsActivePort"
        self._process = subprocess.Popen(
            [CHROMIUM, *as_root, *options, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def see(self, url: str, until: str, expression: str = "document.body.innerText") -> str:
        """What the expression gives in this page once `until` holds there."""
        return asyncio.run(self._see(url, until, expression))

    async def _see(self, url: str, until: str, expression: str) -> str:
        from websockets.asyncio.client import connect

        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._port_file.exists() and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        port, path = self._port_file.read_text().split()
        async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, max_size=None) as connection:
            numbers = itertools.count(1)

            async def call(method: str, session: str | None = None, **parameters: object) -> dict[str, Any]:
                number = next(numbers)
                to_session = {"sessionId": session} if session else {}
                message = {"id": number, "method": method, "params": parameters} | to_session
                await connection.send(json.dumps(message))
                while True:
                    answer = json.loads(await asyncio.wait_for(connection.recv(), PATIENCE_SECONDS))
                    if answer.get("id") == number:
                        return dict(answer.get("result", {}))

            target = (await call("Target.createTarget", url=url))["targetId"]
            session = (await call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]

            async def evaluate(code: str) -> Any:
                return (await call("Runtime.evaluate", session, expression=code)).get("result", {}).get("value")

            while not await evaluate(until):
                assert time.monotonic() < deadline, await evaluate("location.href + document.body.innerText")
                await asyncio.sleep(0.1)
            return str(await evaluate(expression))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(60)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    opened = Browser(tmp_path / "profile")
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def page_elsewhere(content: str) -> Iterator[str]:
    """The address of a page of another origin."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{site.server_address[1]}/"
        finally:
            site.shutdown()
            thread.join()


# The UI forgets a secret that the server refuses, and shows its login.
DASHBOARD_SHOWN = """
document.body.innerText.includes("Dashboard") && !location.pathname.includes("login")
&& localStorage.getItem("prefect-password") !== null
"""


@chromium_only
def test_the_noted_address_opens_the_dashboard_and_a_foreign_page_gets_nothing(
    server: ServerAccess, browser: Browser
) -> None:
    assert server.secret not in browser.see(server.sign_in_url, DASHBOARD_SHOWN, "location.href")
    # The browser is signed in now, and stays so; this is the browser that a foreign page meets.
    browser.see(f"{server.url}/dashboard", DASHBOARD_SHOWN)
    with page_elsewhere(FOREIGN_PAGE.replace("OURS", server.url)) as address:
        shown = browser.see(address, 'document.getElementById("said").textContent !== ""')
    said = json.loads(shown)
    assert len(said) == 10 and said.pop("storage") == "" and said.pop("blind") == ""  # a reply that it cannot see
    assert set(said.values()) == {"refused"}
    assert "asing" not in flow_names(server)


@chromium_only
def test_a_wrong_secret_is_not_kept(server: ServerAccess, browser: Browser) -> None:
    """Another page may lead here with anything behind the "#"."""
    browser.see(server.sign_in_url, DASHBOARD_SHOWN)
    refused = 'document.body.innerText.includes("Kata sandi tidak cocok")'
    browser.see(f"{server.url}/masuk#iku:tebakan", refused)
    browser.see(f"{server.url}/dashboard", DASHBOARD_SHOWN)
