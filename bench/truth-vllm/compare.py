"""compare.py ask ROWS: questions for `size --batch`. compare.py judge ROWS ANSWERS: counts what is equal; exit 1 if a cache differs."""
import json
import sys

CACHE = ("block_size", "max_num_batched_tokens", "max_num_seqs", "num_gpu_blocks", "kv_cache_tokens", "needed_gib", "estimated_max_len")
PRINTED = 0.005 * 2**30  # half of the last digit that vLLM prints of a GiB


def lines(file):
    return [json.loads(line) for line in open(file, encoding="utf-8") if line.startswith("{")]


def ask(rows):
    for row in rows:
        launch = {k: v for k, v in row["launch"].items() if v is not None}
        print(json.dumps({"id": row["id"], "engine": "vllm", "model": row["model"], "launch": launch}))


def differs(expect, got):
    """Names of the cache's figures that are not vLLM's own."""
    wrong = [k for k in CACHE if k in expect and expect[k] != got.get(k)]
    if "max_concurrency" in expect and abs(expect["max_concurrency"] - got.get("max_concurrency", -1)) > 2e-6:
        wrong.append("max_concurrency")
    return wrong + ["refused"] * (bool(expect.get("refused")) != bool(got.get("refused")))


def judge(rows, answers):
    found = {answer.get("id"): answer for answer in answers}
    count = dict.fromkeys(("caches", "equal", "bytes", "printed", "ended", "refused"), 0)
    for row in rows:
        expect, got = row["expect"], found.get(row["id"], {})
        what = f"{row['id']} {row['model']} {json.dumps(row['launch'])}"
        if "ended" in expect:
            count["ended"] += 1
            refused = bool(got.get("error") or got.get("refused"))
            count["refused"] += refused
            if not refused:
                print(f"ended {what}: {expect['ended']}")
            continue
        wrong = differs(expect, got)
        count["caches"] += 1
        count["equal"] += not wrong
        if wrong:
            told = {k: got.get(k) for k in (*wrong, "error", "message") if got.get(k) is not None}
            print(f"cache {what}: {told} instead of { {k: expect.get(k) for k in wrong} }")
        off = [abs(a - b) for a, b in zip(expect["weights_bytes"], got.get("weights_bytes", []), strict=False)] or [2**62]
        count["bytes"] += max(off) == 0
        count["printed"] += max(off) <= PRINTED
        if max(off) > PRINTED:
            print(f"weights {what}: {got.get('weights_bytes')} instead of {expect['weights_bytes']}")
    print(
        "caches {equal} of {caches}, weights to the byte {bytes}, to 0.005 GiB {printed}; vLLM ended with an error in {ended} more, "
        "of which {refused} are refused here".format(**count)
    )
    return 0 if count["caches"] and count["equal"] == count["caches"] else 1


if sys.argv[1] == "ask":
    ask(lines(sys.argv[2]))
else:
    sys.exit(judge(lines(sys.argv[2]), lines(sys.argv[3])))
