"""Rows of truth: what vLLM's own configuration, model classes and planner answer. Usage: rows.py CATALOGUE-FOLDER SEED ROWS GPU [KNOWN]

One process asks for one kind of GPU, as vLLM keeps its choice of kernels; rows of other GPUs are left to their own processes.
Rows that the file KNOWN has are not asked again.
"""
import copy
import glob
import hashlib
import json
import os
import random
import re
import signal
import sys

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "truth-mlx"))
import checkpoint_config  # noqa: E402

WANTED = sys.argv[4]
LIMIT = 300  # seconds for a row
PLAIN = {"gpu": WANTED, "tensor_parallel_size": 1, "pipeline_parallel_size": 1, "max_model_len": 2048, "quantization": None, "available_kv_bytes": 2**34}
GPUS = ["h100", "h100", "a100", "rtx4090", "b200", "rtx3090", "rtx5090", "h200", "l40s"]
WEIGHTS = {"num_bits": 4, "type": "int", "symmetric": True, "group_size": 128, "strategy": "group", "dynamic": False, "actorder": None}


def compressed(layout, weights, inputs):
    group = {"targets": ["Linear"], "input_activations": inputs, "output_activations": None, "weights": weights}
    return {"quant_method": "compressed-tensors", "format": layout, "quantization_status": "compressed", "ignore": ["lm_head"], "config_groups": {"group_0": group}}


def eight(kind):
    part = {"num_bits": 8, "type": kind, "symmetric": True}
    return {**part, "strategy": "channel", "dynamic": False}, {**part, "strategy": "token", "dynamic": True}


FOUR = {"num_bits": 4, "type": "float", "group_size": 16, "dynamic": False}
QUANTIZATIONS = {
    "awq": {"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemm", "zero_point": True},
    "gptq": {"quant_method": "gptq", "bits": 4, "group_size": 128, "desc_act": False, "sym": True, "lm_head": False},
    "gptq-8": {"quant_method": "gptq", "bits": 8, "group_size": 128, "desc_act": False, "sym": True, "lm_head": False},
    "w4a16": compressed("pack-quantized", WEIGHTS, None),
    "w8a8-fp8": compressed("float-quantized", *eight("float")),
    "w8a8-int8": compressed("int-quantized", *eight("int")),
    "fp8-block": {"quant_method": "fp8", "fmt": "e4m3", "activation_scheme": "dynamic", "weight_block_size": [128, 128]},
    "fp8": {"quant_method": "fp8", "activation_scheme": "dynamic"},
    "nvfp4": {
        "quant_method": "modelopt",
        "quant_algo": "NVFP4",
        "producer": {"name": "modelopt", "version": "0.40"},
        "ignore": ["lm_head"],
        "config_groups": {"group_0": {"targets": ["Linear"], "weights": FOUR, "input_activations": FOUR}},
    },
}
# without a class of their own, or encoders, which keep no cache
SKIP = {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "rwkv7", "rwkv6"}


def launch_of(entry, rng):
    top = entry["n_ctx_train"]
    launch = {
        "gpu": rng.choice(GPUS),
        "tensor_parallel_size": rng.choice([1, 1, 2, 2, 4, 8]),
        "pipeline_parallel_size": rng.choice([1, 1, 1, 2, 3, 4]),
        "max_model_len": min(top, rng.choice([1000, 2048, 4096, 8192, 12345, 32768, 40960, 65536, 131072, 262144])),
        "kv_cache_dtype": rng.choice(["auto", "auto", "auto", "fp8"]),
        "quantization": None if "gpt-oss" in entry["architecture"] else rng.choice([None, None, *sorted(QUANTIZATIONS)]),
        "available_kv_bytes": int(rng.uniform(*rng.choice([(0.1, 3), (3, 20), (20, 90)])) * 2**30),
    }
    if "moe" in entry and launch["tensor_parallel_size"] > 1 and rng.random() < 0.4:
        launch["enable_expert_parallel"] = True
    if entry.get("vision_tower") and rng.random() < 0.3:
        launch["language_model_only"] = True
    if rng.random() < 0.3:
        launch["max_num_batched_tokens"] = rng.choice([1024, 2048, 4096, 16384, 3000])
    if rng.random() < 0.3:
        launch["max_num_seqs"] = rng.choice([1, 8, 64, 256, 300])
    if rng.random() < 0.25:
        launch["block_size"] = rng.choice([16, 32, 64, 128])
    if rng.random() < 0.2:
        launch["enable_prefix_caching"] = False
    if rng.random() < 0.2:
        launch["async_scheduling"] = False
    return launch


def group(g):
    spec = g.kv_cache_spec
    return {"kind": type(spec).__name__.replace("Spec", ""), "layers": len(g.layer_names), "block_size": spec.block_size, "page_bytes": spec.page_size_bytes}


def expected(oracle, entry, launch):
    config = copy.deepcopy(checkpoint_config.hf_config(entry))
    if launch["quantization"]:
        config["quantization_config"] = QUANTIZATIONS[launch["quantization"]]
    told = {k: v for k, v in launch.items() if k not in ("gpu", "quantization", "available_kv_bytes")}
    built = oracle.engine_config(config, **told)
    stages = launch["pipeline_parallel_size"]
    specs, weights, blocks, layouts = [], [], [], None
    for stage in range(stages):
        own = copy.deepcopy(built) if stages > 1 else built  # a worker is a process with a configuration of its own
        weights.append(oracle.weight_bytes(oracle.build(own, stage)))
        found, layouts = oracle.specs_of(own)
        specs.append(found)
        blocks.append(own.cache_config.block_size)
    batch = built.scheduler_config
    expect = {
        "weights_bytes": weights,
        "block_size": max(blocks),
        "max_num_batched_tokens": batch.max_num_batched_tokens,
        "max_num_seqs": batch.max_num_seqs,
    }
    try:
        groups, schedule, tokens, at_once = oracle.plan(built, specs, [layouts] * stages, [launch["available_kv_bytes"]] * stages)
    except ValueError as x:
        need, longest = re.search(r"\(([\d.]+) GiB KV", str(x)), re.search(r"estimated maximum model length is (\d+)", str(x))
        if not need:
            raise
        return {**expect, "refused": True, "needed_gib": float(need.group(1)), "estimated_max_len": int(longest.group(1)) if longest else 0}
    pool = {"num_gpu_blocks": schedule.num_blocks, "kv_cache_tokens": tokens, "max_concurrency": round(at_once, 6)}
    return {**expect, **pool, "groups": [group(g) for g in groups]}


def described(entry):
    """Returns whether the entry says what a config.json needs."""
    try:
        checkpoint_config.hf_config(entry)
    except (KeyError, checkpoint_config.Unsupported):
        return False
    return True


def entries_of(file):
    document = yaml.safe_load(open(file, encoding="utf-8"))
    return document["models"] if isinstance(document, dict) else document


def main():
    folder, seed, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    entries = [e for f in sorted(glob.glob(folder + "/*.yaml")) for e in entries_of(f)]
    entries = [e for e in entries if e["architecture"] not in SKIP and described(e)]
    kinds = sorted({(e["architecture"], "moe" in e) for e in entries})
    known = {json.loads(line)["id"] for line in open(sys.argv[5], encoding="utf-8")} if len(sys.argv) > 5 else set()
    mine = []
    for i in range(rows):
        rng = random.Random(f"{seed}-{i}")
        kind = kinds[i % len(kinds)]  # every family before any comes again
        entry = rng.choice([e for e in entries if (e["architecture"], "moe" in e) == kind])
        launch = launch_of(entry, rng)
        if launch["gpu"] == WANTED and key_of(entry, launch) not in known:
            mine.append((entry, launch))
    if not mine:
        return
    out = os.dup(1)
    os.dup2(2, 1)  # vLLM logs to standard output
    import oracle

    oracle.pretend(WANTED)
    # what every row imports is imported before the first fork
    expected(oracle, next(e for e in entries if e["architecture"] == "llama" and "moe" not in e), PLAIN)
    for entry, launch in mine:
        os.write(out, (json.dumps(row(oracle, entry, launch)) + "\n").encode())


def key_of(entry, launch):
    return "v" + hashlib.sha256(json.dumps([entry["id"], launch], sort_keys=True).encode()).hexdigest()[:10]


def row(oracle, entry, launch):
    """Asks in a process of its own: a class that ends the interpreter ends one row."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(LIMIT)
        try:
            expect = expected(oracle, entry, launch)
        except Exception as x:  # whatever vLLM ends with is the truth of the row
            expect = {"ended": f"{type(x).__name__}: {x}"[:400]}
        with os.fdopen(writing, "w") as told:
            json.dump(expect, told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    expect = json.loads(text or '{"ended": "the interpreter ended"}')
    return {"id": key_of(entry, launch), "model": entry["id"], "launch": launch, "expect": expect, "version": "vllm 0.33.0", "source": "planner"}


main()
