"""Compares what the oracle says with what llmfit predicted. Usage: compare.py FOLDER; exit 1 when a launch differs."""
import collections
import os
import sys

import oracle_output
from oracle_output import answers, pools

folder = sys.argv[1]
SHOWN = 3

predicted = {}
with open(os.path.join(folder, "pred.tsv")) as lines:
    for line in lines:
        name, architecture, cells, basis, sizes = line.rstrip("\n").split("\t", 4)
        predicted[name] = (architecture, cells, sizes)

differ = collections.defaultdict(list)
compared = refused = 0
for devices in range(5):
    for answer in answers(folder, devices):
        name = oracle_output.name(answer)
        if name not in predicted:
            continue
        architecture, cells, sizes = predicted[name]
        compared += 1
        if "error" in answer or cells == "REFUSED":
            refused += 1
            if ("error" in answer) != (cells == "REFUSED"):
                differ[architecture].append(f"{name} {answer.get('args', '')}: llama.cpp {answer.get('error', 'accepts')}; llmfit {cells} {sizes}")
            continue
        expected, got = pools(answer, devices), [list(map(int, p.split("/"))) for p in sizes.split(";")]
        if expected != got or int(cells) != answer["n_ctx"]:
            differ[architecture].append(f"{name} {answer['args']}: llama.cpp {answer['n_ctx']} {expected}; llmfit {cells} {got}")

for architecture, lines in sorted(differ.items()):
    print(f"{architecture}: {len(lines)} differ")
    for line in lines[:SHOWN]:
        print("   ", line)
print(f"{compared} launches compared, {refused} of them refused, {sum(map(len, differ.values()))} differ")
sys.exit(1 if differ else 0)
