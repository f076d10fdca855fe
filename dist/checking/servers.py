"""What goes on until it is ended: `serve` and `mcp`, each asked as a browser and an agent ask."""
import json
import re
import subprocess
import threading
import urllib.request

from .report import row

SECONDS = 120
HELLO = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "check", "version": "1"}}
ASKED = {"model": "llama3.1:8b", "machine": "RTX 3060"}


def check(argv, environment):
    """argv: makes the words that start the program with words of its own."""
    judged("`llmfit mcp` answers an agent", lambda: agent(argv(["mcp"]), environment))
    judged("`llmfit serve` answers a browser and a program", lambda: browser(argv(["serve", "--port", "0"]), environment))


def judged(name, ask):
    try:
        row(name, ask())
    except (OSError, ValueError, KeyError) as e:
        row(name, f"{type(e).__name__}: {e}")


def started(words, environment):
    """A program on pipes, which is ended where it is silent for too long."""
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    timer = threading.Timer(SECONDS, child.kill)
    timer.start()
    return child, timer


def ended(child, timer):
    """Ends a program as a service is ended, and tells what it said and with which code it left."""
    if child.poll() is None:
        child.terminate()
    _, said = child.communicate()
    timer.cancel()
    return said.strip()[-300:], child.returncode


def agent(words, environment):
    child, timer = started(words, environment)

    def asked(number, method, parameters):
        child.stdin.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}) + "\n")
        child.stdin.flush()
        return child.stdout.readline()

    answers, late = [], False
    try:
        answers.append(asked(1, "initialize", HELLO))
        child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        answers += [asked(2, "tools/list", {}), asked(3, "tools/call", {"name": "size", "arguments": ASKED})]
        child.stdin.close()  # so an agent ends it
        child.wait(SECONDS)
    except subprocess.TimeoutExpired:
        late = True
    except BrokenPipeError:
        answers.append("")
    finally:
        child.stdin = None
        said, code = ended(child, timer)
    if late:
        return "it goes on where its input has ended"
    for answer, part in zip(answers, ('"serverInfo"', '"which_model"', "fits true")):
        if part not in answer:
            return f"no {part} in: {answer[:200] or said}"
    return f"exit {code}: {said}" if code else ""


def browser(words, environment):
    child, timer = started(words, environment)
    address = re.search(r"http://[\d.:]+/", child.stdout.readline())
    wrong = ""
    try:
        for place, part in (("", "<html"), ("api/v1/machines/rtx4090-24g-64g", '"schema"'), ("api/v1/size?machine=rtx4090-24g-64g&model=llama3.1:8b", '"fits"')):
            if not address:
                break
            with urllib.request.urlopen(address.group() + place, timeout=SECONDS) as answer:
                text = answer.read().decode()
            if part not in text:
                wrong = wrong or f"no {part} at {place}: {text[:200]}"
    except OSError as failure:
        wrong = f"no answer: {failure}"
    finally:
        said, code = ended(child, timer)
    return wrong or (f"no address: {said}" if not address else f"exit {code}: {said}" if code else "")
