"""Gives the commands of answers to the argument parsers of mlx-lm's own programs. Usage: parsers.py ANSWERS"""
import contextlib
import importlib
import io
import json
import shlex
import sys
from unittest import mock


class Parsed(Exception):
    """Raised in place of what a program does after its arguments were read."""


def accepted(program, words):
    module = importlib.import_module(program)
    real = module.argparse.ArgumentParser.parse_args

    def stop(parser, args=None, namespace=None):
        real(parser, words, namespace)
        raise Parsed

    said = io.StringIO()
    with mock.patch.object(module.argparse.ArgumentParser, "parse_args", stop), contextlib.redirect_stderr(said):
        try:
            module.main()
        except Parsed:
            return ""
        except SystemExit:
            return said.getvalue().strip().splitlines()[-1]
    return "read no arguments"


def main():
    lines = set()
    for line in open(sys.argv[1], encoding="utf-8"):
        for command in json.loads(line).get("commands", []):
            if command["program"].startswith("mlx_lm."):
                lines.add((command["program"], command["line"]))
    wrong = 0
    for program, line in sorted(lines):
        complaint = accepted(program, shlex.split(line)[1:])
        if complaint:
            wrong += 1
            print(f"{line}: {complaint}")
    print(f"{len(lines) - wrong} of {len(lines)} commands are accepted by the programs' own parsers")
    sys.exit(1 if wrong or not lines else 0)


main()
