"""Builds a model by mlx-lm's own classes without weights (arrays of mlx are lazy) and tells the bytes of its parameters and caches."""
import contextlib
import importlib.metadata
import io
import json
import sys

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.convert import mixed_quant_predicate_builder
from mlx_lm.generate import maybe_quantize_kv_cache
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.utils import _get_classes, quantize_model

asked = json.load(sys.stdin)
config, launch = asked["config"], asked["launch"]
config.pop("model_file", None)  # code of the checkpoint is not run


def build():
    model_class, args_class = _get_classes(config=config)
    model = model_class(args_class.from_dict(config))
    model.set_dtype(mx.bfloat16)
    text = getattr(model, "language_model", model)
    tied = config.get("tie_word_embeddings", config.get("text_config", {}).get("tie_word_embeddings"))
    if tied and "lm_head" in text:  # a checkpoint without a head: the class drops its own
        text.sanitize({"model.embed_tokens.weight": mx.zeros((1,))})
        text.pop("lm_head", None)
    return model


def weights():
    model, way = build(), launch.get("quantization")
    if way:
        mixed = mixed_quant_predicate_builder(way["recipe"], model, 64) if "recipe" in way else None
        quantize_model(model, {}, way.get("group_size"), way.get("bits"), mode=way.get("mode", "affine"), quant_predicate=mixed)
    return sum(v.nbytes for _, v in tree_flatten(model.parameters()))


def cache():
    model = build()
    kept = make_prompt_cache(model, launch.get("max_kv_size"))

    def call(tokens):
        model(mx.zeros((1, tokens), dtype=mx.int32), cache=kept)
        maybe_quantize_kv_cache(kept, launch.get("quantized_kv_start", 5000), launch.get("kv_group_size", 64), launch.get("kv_bits"))

    left = launch.get("prompt_tokens", 4096)
    while left > 1:
        tokens = min(launch.get("prefill_step_size", 2048), left - 1)
        call(tokens)
        left -= tokens
    for _ in range(1 + launch.get("generated_tokens", 512)):
        call(1)
    return sum(c.nbytes for c in kept)


def tried(what):
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return what()
    except Exception as x:  # whatever mlx-lm ends with is what it says
        return f"{type(x).__name__}: {x}"[:160]


release = f"mlx-lm {importlib.metadata.version('mlx-lm')}, mlx {importlib.metadata.version('mlx')}"
print(json.dumps({"release": release, "weights_bytes": tried(weights), "kv_bytes": tried(cache)}))
