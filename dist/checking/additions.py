"""`llmfit add` from a server of its own: what is whole, tampered with, cut short, absent, and not reached."""
import http.server
import os
import subprocess
import threading

from . import roots
from .report import judge, row, untried_row

SOURCES = os.path.dirname(roots.HERE)


class Server(http.server.BaseHTTPRequestHandler):
    """Hands out one file under any path: whole, with a byte changed, cut short, or not at all."""
    content, way = b"", "whole"

    def do_GET(self):
        data = self.content
        if self.way == "none":
            self.send_error(404)
            return
        if self.way == "moved" and not self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/moved" + self.path)
            self.end_headers()
            return
        self.send_response(500 if self.way == "broken" else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.way == "tampered":
            data = data[:1000] + bytes([data[1000] ^ 1]) + data[1001:]
        self.wfile.write(data[: len(data) // 2] if self.way == "short" else b"" if self.way == "broken" else data)

    def log_message(self, *words):
        pass


def library(name):
    """The jar of a build that a package leaves out."""
    folder = os.path.join(SOURCES, "cli", "target", "lib")
    starts = {"embedded": "llama-", "deep": "jcuda-natives-"}[name]
    return next((os.path.join(folder, jar) for jar in sorted(os.listdir(folder)) if jar.startswith(starts)), None) if os.path.isdir(folder) else None


def check(start, home, environment):
    """start: the words that start the program, in an environment whose home is empty."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    data = os.path.join(home, ".local", "share", "llmfit")

    def add(name, url=address, more=()):
        return subprocess.run([*start, "add", name, *more], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**environment, "HOME": home, "LLMFIT_LIBRARIES_URL": url})

    def nothing(before):
        row("nothing of it is left", ", ".join(sorted(set(roots.tree_of(data)) - set(before))[:5]))

    try:
        for name in ("embedded", "deep"):
            jar = library(name)
            if not jar:
                untried_row(f"`add {name}`", "the build has no such jar")
                continue
            with open(jar, "rb") as file:
                Server.content = file.read()
            before = roots.tree_of(data)
            for way, words in (("tampered", "its SHA-256 is not that of"), ("short", ""), ("none", " has no /"), ("broken", "500")):
                Server.way = way
                run = add(name)
                judge(f"`add {name}`, {way}", run, (1, 2, 4, 7), words, "at dev.llmfit")
                if run.stdout.strip() or run.stderr.count("\n") > 2:
                    row(f"`add {name}`, {way}: one sentence", (run.stdout + run.stderr)[:200])
                nothing(before)
            judge(f"`add {name}`, not reached", add(name, "http://127.0.0.1:9"), (1, 2, 4, 7), "cannot be reached")
            judge(f"`add {name} --from` another file", add(name, more=["--from", os.path.join(SOURCES, "LICENSE")]), (2,), "its SHA-256 is not that of")
            nothing(before)
            Server.way = "whole" if name == "embedded" else "moved"
            judge(f"`add {name}`, {Server.way}", add(name), (0,), f"Added {name}: {data}")
            row("what was added is the file", "" if Server.content in [open(os.path.join(data, "added", each), "rb").read() for each in os.listdir(data + "/added")] else "another one")
            judge(f"`add {name}` again", add(name), (0,), "already")
        run = subprocess.run([*start, "bench", "smollm2:135m", "-p", "16", "-n", "4", "--engine", "embedded"], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**environment, "HOME": home}, timeout=600)
        judge("the engine that was added runs", run, (0,), "tg4")
    finally:
        server.shutdown()


def uninstalled(start, home, environment):
    """`uninstall --yes` leaves nothing of what was written into a home folder."""
    run = subprocess.run([*start, "uninstall", "--yes"], capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**environment, "HOME": home})
    judge("`uninstall --yes`", run, (0,), "The program itself")
    row("uninstalled, nothing is left in the home folder", ", ".join(roots.left_in(home)[:5]))
