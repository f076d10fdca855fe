#!/usr/bin/env python3
"""Writes the tables at the end of docs/hardware.md from the tables of the program."""
import csv
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[4]
DATA = ROOT / "probe/src/main/resources/dev/llmfit/probe"
PAGE = ROOT / "docs/hardware.md"
START = "<!-- devices: probe/src/main/scripts/hardware-page.py -->"


def rows(name):
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cell(text):
    return text.replace("|", "\\|").replace("*", "\\*").strip()


def table(headings, lines):
    right = {"GB", "GB/s", "USD", "RAM GiB", "vCPU"}
    rule = "|".join("--:" if h in right else "---" for h in headings)
    out = ["| " + " | ".join(headings) + " |", "|" + rule + "|"]
    return out + ["| " + " | ".join(cell(c) for c in line) + " |" for line in lines]


def main():
    devices = sorted(rows("database/hardware-db.csv"), key=lambda r: r["id"])
    prices = rows("database/prices.csv")
    ram = rows("database/ram-prices.csv")
    rented = sorted(rows("hardware/cloud-instances.csv"), key=lambda r: r["name"])
    text = PAGE.read_text(encoding="utf-8")
    lines = [text[: text.index(START)].rstrip() if START in text else text.rstrip(), "", START]
    lines += [f"## {len(devices)} devices", "USD is the price at the launch. `low` in the last column marks what was announced or is"]
    lines += ["not confirmed; the part before the slash is of the bandwidth, that behind it of the arithmetic.", ""]
    lines += table(
        ["id", "name", "GB", "GB/s", "launched", "USD", "source", "confidence"],
        [["`" + r["id"] + "`", r["name"], r["memory_gb"], r["bandwidth_gbps"], r["launch_date"], r["msrp_usd"],
          "; ".join(part.strip() for part in r["source"].split(";")), r["confidence"]] for r in devices])
    lines += ["", "## Prices that were seen later", ""]
    lines += table(
        ["id", "USD", "date", "state", "source"],
        [["`" + r["database_id"] + "`", r["usd"], r["date"], r["state"], r["source"]] for r in prices])
    lines += ["", "## RAM", ""]
    lines += table(
        ["type", "USD", "of GiB", "date", "source"],
        [[r["type"], r["usd"], r["gib"], r["date"], r["source"]] for r in ram])
    lines += ["", f"## {len(rented)} rented machines", ""]
    lines += table(
        ["name", "GPUs", "RAM GiB", "vCPU", "source"],
        [["`" + r["name"] + "`", r["devices"], r["ram_gib"], r["vcpus"], r["source"]] for r in rented])
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
