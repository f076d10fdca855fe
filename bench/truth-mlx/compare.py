"""compare.py ask ROWS: questions for `size --batch`. compare.py judge ROWS ANSWERS: counts what is equal; exit 1 if a row differs."""
import json
import sys


def lines(file):
    return [json.loads(line) for line in open(file, encoding="utf-8") if line.strip()]


def ask(rows):
    for row in rows:
        print(json.dumps({"id": row["id"], "engine": "mlx", "model": row["model"], "launch": row["launch"]}))


def judge(rows, answers):
    found = {answer.get("id"): answer for answer in answers}
    right = {"weights": [0, 0], "caches": [0, 0], "refusals": [0, 0]}
    for row in rows:
        expect, got = row["expect"], found.get(row["id"], {})
        kind = "refusals" if "refused" in expect else "weights" if "weights_bytes" in expect else "caches"
        same = bool(got.get("refused")) if kind == "refusals" else all(got.get(k) == v for k, v in expect.items()) and not got.get("refused")
        right[kind][0] += same
        right[kind][1] += 1
        if not same:
            told = {k: got.get(k) for k in ("weights_bytes", "kv_bytes", "refused", "message", "error") if k in got}
            print(f"{kind} {row['id']} {row['model']} {json.dumps(row['launch'])}: {told} instead of {expect}")
    print(", ".join(f"{kind} {a} of {b}" for kind, (a, b) in right.items()))
    return 0 if all(a == b for a, b in right.values()) else 1


if sys.argv[1] == "ask":
    ask(lines(sys.argv[2]))
else:
    sys.exit(judge(lines(sys.argv[2]), lines(sys.argv[3])))
