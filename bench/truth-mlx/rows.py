"""Rows of truth: what mlx-lm's own classes allocate. Usage: rows.py CATALOGUE-FOLDER SEED ROWS"""
import contextlib
import glob
import hashlib
import io
import json
import random
import sys

import checkpoint_config
import mlx.core as mx
import yaml
from mlx.utils import tree_flatten
from mlx_lm.convert import mixed_quant_predicate_builder
from mlx_lm.generate import maybe_quantize_kv_cache
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.utils import _get_classes, quantize_model

SCHEMES = (
    [None]
    + [{"bits": b, "group_size": g} for b in (2, 3, 4, 5, 6, 8) for g in (32, 64, 128)]
    + [{"mode": m} for m in ("mxfp4", "nvfp4", "mxfp8")]
    + [{"recipe": r} for r in ("mixed_2_6", "mixed_3_4", "mixed_3_6", "mixed_4_6")] * 3
)
# olmo's class ends the interpreter without another package; the others have no class
SKIP = {"olmo", "hunyuan-moe", "arcee"}
# one node of the graph for each token: short prompts only
STEPPED = {"qwen35", "qwen35moe", "qwen3next", "mamba", "jamba", "kimi-linear"}


def build(entry):
    config = checkpoint_config.hf_config(entry)
    model_class, args_class = _get_classes(config=config)
    model = model_class(args_class.from_dict(config))
    model.set_dtype(mx.bfloat16)
    text = getattr(model, "language_model", model)
    if entry["tied_embeddings"] and "lm_head" in text:  # a checkpoint without a head: the class drops its own
        text.sanitize({"model.embed_tokens.weight": mx.zeros((1,))})
        text.pop("lm_head", None)
    return model


def weights(entry, scheme):
    model = build(entry)
    if scheme is not None:
        mixed = mixed_quant_predicate_builder(scheme["recipe"], model, 64) if "recipe" in scheme else None
        with contextlib.redirect_stdout(io.StringIO()):
            quantize_model(model, {}, scheme.get("group_size"), scheme.get("bits"), mode=scheme.get("mode", "affine"), quant_predicate=mixed)
    return sum(v.nbytes for _, v in tree_flatten(model.parameters()))


def cache(entry, launch):
    model = build(entry)
    kept = make_prompt_cache(model, launch["max_kv_size"])

    def call(tokens):
        model(mx.zeros((1, tokens), dtype=mx.int32), cache=kept)
        maybe_quantize_kv_cache(kept, launch["quantized_kv_start"], launch["kv_group_size"], launch["kv_bits"])

    left = launch["prompt_tokens"]
    while left > 1:
        tokens = min(launch["prefill_step_size"], left - 1)
        call(tokens)
        left -= tokens
    for _ in range(1 + launch["generated_tokens"]):
        call(1)
    return sum(c.nbytes for c in kept)


def launch_of(entry, rng):
    top = min(entry["n_ctx_train"], 700 if entry["architecture"] in STEPPED else 40000)
    bits = rng.choice([None, None, 2, 4, 6, 8])
    return {
        "prompt_tokens": min(top, rng.choice([1, 2, 256, 257, 258, 700, 2048, 2049, 4097, rng.randint(1, top), rng.randint(1, top)])),
        "generated_tokens": rng.choice([0, 1, 5, 40]),
        "prefill_step_size": rng.choice([2048, 2048, 512, 300, 8192]),
        "kv_bits": bits,
        "kv_group_size": rng.choice([64, 64, 32, 128]),
        "quantized_kv_start": rng.choice([0, 200, 5000]),
        "max_kv_size": None if bits else rng.choice([None, None, 64, 1024, 4096]),
    }


def row(entry, rng, of_cache):
    launch = launch_of(entry, rng) if of_cache else {"quantization": rng.choice(SCHEMES)}
    try:
        expect = {"kv_bytes": cache(entry, launch)} if of_cache else {"weights_bytes": weights(entry, launch["quantization"])}
    except Exception as x:  # whatever mlx-lm ends with is the truth of the row
        expect = {"refused": f"{type(x).__name__}: {x}"[:160]}
    key = hashlib.sha256(json.dumps([entry["id"], launch], sort_keys=True).encode()).hexdigest()[:10]
    return {"id": "x" + key, "model": entry["id"], "launch": launch, "expect": expect, "version": "mlx-lm 0.32.2, mlx 0.32.4", "source": "model classes"}


def main():
    folder, seed, rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    entries = [e for f in sorted(glob.glob(folder + "/*.yaml")) for e in entries_of(f)]
    entries = [e for e in entries if e["architecture"] not in SKIP and described(e)]
    rng = random.Random(seed)
    kinds = sorted({(e["architecture"], "moe" in e) for e in entries})
    for i in range(rows):
        kind = kinds[(i // 2) % len(kinds)]  # every family before any comes again
        entry = rng.choice([e for e in entries if (e["architecture"], "moe" in e) == kind])
        print(json.dumps(row(entry, rng, i % 2 == 1)), flush=True)


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


main()
