#!/usr/bin/env python3
"""Splits a file of machine profiles (hardware-matrix.yaml) into one small YAML file per machine, so that one machine can be read without parsing all.

Usage: split_machines.py hardware-matrix.yaml OUTPUT_DIRECTORY
"""
import pathlib
import sys

import yaml


def main(source: str, target: str) -> None:
    directory = pathlib.Path(target)
    directory.mkdir(parents=True, exist_ok=True)
    ids = []
    for machine in yaml.safe_load(pathlib.Path(source).read_text())["machines"]:
        ids.append(machine["id"])
        text = yaml.safe_dump(machine, sort_keys=False, width=1000, allow_unicode=True)
        (directory / f"{machine['id']}.yaml").write_text(text)
    (directory / "index.txt").write_text("\n".join(ids) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
