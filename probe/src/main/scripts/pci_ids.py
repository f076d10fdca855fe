#!/usr/bin/env python3
"""Writes pci-ids.csv: PCI ids of the hardware database's GPUs.

Usage: pci_ids.py PCI.IDS HARDWARE-DB.CSV HARDWARE-MATRIX.YAML > pci-ids.csv
Sources: the public PCI ID database (marketing name in brackets has the same words as the row) and the machine profiles.
"""
import csv
import re
import sys

import yaml

NOISE = {"nvidia", "amd", "intel", "graphics", "r", "tm"}


def words(name: str) -> tuple:
    name = re.sub(r"\(.*?\)|\[.*?\]", " ", name.lower())
    found = re.findall(r"[a-z0-9.+]+", name)
    return tuple(w for w in found if w not in NOISE and not re.fullmatch(r"[0-9]+gi?b", w))


def main(pci: str, database: str, matrix: str) -> None:
    by_name: dict = {}
    known = {}
    for row in csv.DictReader(open(database, encoding="utf-8")):
        known[row["id"]] = row
        if row["kind"] == "gpu":
            by_name.setdefault(words(row["name"]), []).append(row["id"])
            mobile = words(row["name"].replace("Laptop GPU", "Mobile"))
            if mobile != words(row["name"]):
                by_name.setdefault(mobile, []).append(row["id"])
    ids: dict = {}
    vendor = ""
    for line in open(pci, encoding="utf-8", errors="replace"):
        if re.match(r"[0-9a-f]{4}  ", line):
            vendor = line[:4]
        elif vendor in ("10de", "1002", "8086") and re.match(r"\t[0-9a-f]{4}  ", line):
            name = re.search(r"\[(.*)\]", line)
            if not name:
                continue
            text = name.group(1)
            match = by_name.get(words(text)) or by_name.get(words(text.replace(" / Max-Q", "")))
            if match and "/" not in text.replace(" / Max-Q", ""):
                ids.setdefault(f"{vendor}:{line[1:5]}", (set(), "pci.ids"))[0].update(match)
    for machine in yaml.safe_load(open(matrix, encoding="utf-8"))["machines"]:
        for gpu in machine.get("gpus", []):
            if gpu.get("pci") and gpu.get("db_id") and known[gpu["db_id"]]["kind"] == "gpu":
                entry = ids.setdefault(gpu["pci"], (set(), "machine profile"))
                entry[0].update(by_name[words(known[gpu["db_id"]]["name"])])
    print("pci_id,database_ids,source")
    for key in sorted(ids):
        print(f"{key},{';'.join(sorted(ids[key][0]))},{ids[key][1]}")


if __name__ == "__main__":
    main(*sys.argv[1:])
