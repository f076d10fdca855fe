"""What one build of llama.cpp allocates otherwise than another, by architecture and by flag, and the switches that would say so.

Usage: changes.py OLD_FOLDER NEW_FOLDER OLD NEW DATE
  folders with the same launches, kept by TRUTH_KEEP=FOLDER bench/truth/run; OLD and NEW name the builds, DATE is the day of NEW
Each kind of difference (weights, context or compute, of GPUs or of the host) is told with the condition that fits it best: the one that most
of the launches that differ meet, and fewest of the others.
"""
import collections
import itertools
import os
import re
import sys

import oracle_output
from oracle_output import pools

old_folder, new_folder, OLD, NEW, DATE = sys.argv[1:6]
KINDS = ["weights", "context", "compute"]
MIB = 1 << 20


def answers(folder):
    return {oracle_output.name(answer): (devices, answer)
            for devices in range(5) for answer in oracle_output.answers(folder, devices)}


def launches(folder):
    found = {}
    for devices in range(5):
        with open(os.path.join(folder, f"cases.{devices}.tsv")) as lines:
            for line in lines:
                name, _, keys = line.rstrip("\n").split("\t")
                found[name] = dict(key.split("=", 1) for key in keys.split())
    return found


def architectures(folder):
    with open(os.path.join(folder, "pred.tsv")) as lines:
        return {line.split("\t")[0]: line.split("\t")[1] for line in lines}


def quantized(name):
    return bool(re.match(r"(i?q|tq|mxfp|nvfp)\d", name))


def conditions(architecture, devices, keys):
    """What can be said of a launch, in the words of its flags."""
    said = {f"architecture {architecture}", "no GPU" if devices == 0 else "GPUs", f"-fa {keys['fa']}"}
    if devices > 1:
        said.add("several GPUs")
    for flag, key in (("-ctk", "ctk"), ("-ctv", "ctv")):
        if key in keys:
            said.add(f"{flag} {keys[key]}")
            said.add(f"{flag} quantized" if quantized(keys[key]) else f"{flag} not quantized")
    if quantized(keys.get("ctk", "f16")) or quantized(keys.get("ctv", "f16")):
        said.add("a quantized cache")
    for flag, key in (("-ot", "ot"), ("-ts", "ts"), ("-ncmoe", "ncmoe"), ("-nkvo", "nkvo"), ("--no-op-offload", "opoff"),
                      ("--swa-full", "swafull"), ("-sm none", "sm"), ("one row of logits a slot", "outmax"), ("--lora", "lora")):
        if key in keys:
            said.add(flag)
    said.add("one slot" if keys["np"] == "1" else "--kv-unified" if keys["kvu"] == "1" else "slots with streams of their own")
    if devices and "ngl" in keys:
        said.add({"0": "-ngl 0", "9999": "all layers on GPUs"}.get(keys["ngl"], "some layers on GPUs"))
    return said


def best(changed, said):
    """The condition, or two together, with the best F1 score; a longer one only where it is better."""
    words = collections.Counter(word for name in changed for word in said[name])
    likely = [word for word, count in words.most_common() if 2 * count >= len(changed)]
    choices = [(word,) for word in likely] + list(itertools.combinations(likely, 2))

    def score(choice):
        met = [name for name in said if all(word in said[name] for word in choice)]
        right = sum(name in changed for name in met)
        return (2 * right / (len(met) + len(changed)), -len(choice)), right, len(met)

    if not choices:
        return (), len(changed), len(said)
    choice = max(choices, key=lambda c: score(c)[0])
    _, right, met = score(choice)
    return choice, right, met


def bytes_of(number):
    return f"{number:+,d}" if abs(number) < MIB else f"{number / MIB:+,.1f} MiB"


old, new, keys, arch = answers(old_folder), answers(new_folder), launches(new_folder), architectures(new_folder)
said = {name: conditions(arch[name], new[name][0], keys[name]) for name in new if name in old}
changes = collections.defaultdict(dict)  # (kind, place) -> name -> difference
refusals = collections.defaultdict(list)
for name in said:
    (devices, before), (_, after) = old[name], new[name]
    if "error" in before or "error" in after:
        if ("error" in before) != ("error" in after):
            word = "refused since" if "error" in after else "loads since"
            refusals[word, after.get("error") or before.get("error")].append(name)
        continue
    if before["n_ctx"] != after["n_ctx"]:
        changes["context length", ""][name] = after["n_ctx"] - before["n_ctx"]
    was, now = pools(before, devices), pools(after, devices)
    for kind, word in enumerate(KINDS):
        host = now[devices][kind] - was[devices][kind]
        gpus = sum(now[d][kind] - was[d][kind] for d in range(devices))
        moved = any(now[d][kind] != was[d][kind] for d in range(devices))
        if host:
            changes[word, "host"][name] = host
        if moved:
            changes[word, "GPUs"][name] = gpus

differ = {name for names in changes.values() for name in names}
print(f"{len(said)} launches asked of both, {len(differ)} differ, {sum(map(len, refusals.values()))} load in one of them only")

print("\nby architecture (launches that differ, of how many)")
of = collections.Counter(arch[name] for name in said)
by = collections.Counter(arch[name] for name in differ)
for architecture, count in sorted(by.items(), key=lambda item: (-item[1] / of[item[0]], item[0])):
    kinds = sorted({" ".join(kind).strip() for kind, names in changes.items() if any(arch[n] == architecture for n in names)})
    print(f"    {architecture:22} {count:4} of {of[architecture]:4}  {', '.join(kinds)}")

print("\nby flag (launches that differ, of how many that have it)")
flags = collections.Counter(word for name in said for word in said[name] if not word.startswith("architecture "))
having = collections.Counter(word for name in differ for word in said[name])
for word, count in sorted(flags.items(), key=lambda item: -having[item[0]] / item[1]):
    if having[word]:
        print(f"    {word:34} {having[word]:4} of {count:4}")

for (word, error), names in sorted(refusals.items()):
    print(f"\n{word} {NEW}: {len(names)} launches ({', '.join(sorted({arch[n] for n in names}))}): {error.strip()}")
    for name in names[:3]:
        print(f"    {name} {new[name][1].get('args', '')}")

print("\nproposed switches, to be named, explained and merged where one change of llama.cpp makes several of them")
ROUNDS = 3
for (kind, place), names in sorted(changes.items(), key=lambda item: -len(item[1])):
    left = dict(names)
    for _ in range(ROUNDS):
        if not left:
            break
        others = {name: words for name, words in said.items() if name in left or name not in names}
        choice, right, met = best(set(left), others)
        told = {name: change for name, change in left.items() if all(word in said[name] for word in choice)}
        if not told:
            break
        where = " and ".join(choice) or "every launch"
        what = f"{kind} of the {place}" if place else kind
        example = sorted(told)[0]
        print(f"""
    // {len(told)} launches differ, by {bytes_of(min(told.values()))} to {bytes_of(max(told.values()))}; {met} have {where}
    // architectures: {', '.join(sorted({arch[n] for n in told}))}
    // for example {example} {' '.join(f'{k}={v}' for k, v in keys[example].items())}: {told[example]:+,d} bytes
    NAME_IT(
            FIRST_BUILD,
            "{DATE}",
            bounded({OLD.lstrip('b')}, {NEW.lstrip('b')}),
            "{what} with {where}",
            "bench/adopt-build {OLD} to {NEW}"),""")
        left = {name: change for name, change in left.items() if name not in told}
    if left:
        print(f"\n    // {len(left)} more launches differ in {kind} {place} without a condition of their own: {', '.join(sorted(left)[:5])}")
sys.exit(1 if differ or refusals else 0)
