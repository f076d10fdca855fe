package dev.llmfit.answers.symptom;

import java.util.List;

/**
 * What logs of vLLM and MLX say in words of memory that was short. Sources: vLLM 0.33 and earlier (v1/core/kv_cache_utils.py,
 * v1/worker/utils.py, v1/worker/gpu_model_runner.py), mlx 0.32 (backend/metal/allocator.cpp, device.cpp), mlx-lm 0.32
 * (models/cache.py).
 */
final class TeamPhrases {
    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-sampler",
                            "out of memory occurred when warming up sampler with ([0-9]+) dummy requests",
                            "At the start vLLM tries its sampler with $1 requests at once, 18 bytes for each of them and each token of the"
                                    + " vocabulary; that was not left free.")
                    .fix("--max-num-seqs with a quarter of $1, or --gpu-memory-utilization lower by 0.05."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/no-cache-blocks",
                            "No available memory for the cache blocks",
                            "After weights, the peak of one step and CUDA graphs, no memory was left for the KV cache of vLLM.")
                    .fix(
                            "--max-num-batched-tokens 2048 and --max-num-seqs 64 make the peak smaller, --enforce-eager leaves graphs"
                                    + " out, --gpu-memory-utilization 0.95 takes more of the card; else a quantized model or more GPUs"
                                    + " (--tensor-parallel-size): {recommend}."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-length",
                            "(?i:estimated\\s+maximum\\s+model\\s+length\\s+is\\s+)([0-9,]+)",
                            "vLLM itself reckons that a context of $1 tokens fits.")
                    .fix(
                            "--max-model-len $1. A small --max-num-batched-tokens leaves more for the cache: the peak of one step, and"
                                    + " what windows keep, shrink with it."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-length",
                            "larger than the maximum number of tokens that can be stored in KV cache \\(([0-9]+)\\)",
                            "The cache of this launch holds $1 tokens, less than one request may have.")
                    .fix("--max-model-len $1, or --kv-cache-dtype fp8, which nearly doubles it."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-length",
                            "KV\\s+cache\\s+is\\s+needed,\\s+which\\s+is\\s+larger\\s+than\\s+the\\s+available\\s+KV\\s+cache",
                            "One request of the whole length does not fit into the cache, so vLLM does not start.")
                    .fix(
                            "A smaller --max-model-len (auto takes the largest that fits), or --kv-cache-dtype fp8, which halves what a"
                                    + " token takes."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-utilization",
                            "on startup is less than desired GPU memory utilization \\(([0-9.]+), ([0-9.]+) GiB\\)",
                            "Other programs hold memory of the card, so the share of $1 ($2 GiB) that vLLM wants is not free.")
                    .fix(
                            "nvidia-smi shows who. --kv-cache-memory-bytes with what the cache needs leaves the share out of it."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vllm-run",
                            "(?:VllmWorker|Worker_TP|EngineCore|vllm/)[\\s\\S]{0,400}?out of memory\\. Tried to allocate ([0-9.]+ [GM]iB)",
                            "A step of vLLM needed $1 more than its share of the card left: the profile run at the start did not see"
                                    + " this load.")
                    .fix(
                            "--gpu-memory-utilization lower by 0.03 to 0.05 leaves room; --max-num-batched-tokens 2048 and a smaller"
                                    + " --max-num-seqs make steps smaller; of images fewer at once (--limit-mm-per-prompt)."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/mlx-buffer",
                            "Attempting to allocate ([0-9]+) bytes which is greater than the maximum allowed buffer size of ([0-9]+)",
                            "MLX asked for one buffer of $1 bytes, and Metal allows $2: mostly the scores of attention, which grow with"
                                    + " chunk times context where a head has 256 values.")
                    .fix("--prefill-step-size 512 makes it a quarter of that at the usual 2048; or a shorter prompt.")
                    .lmStudio(
                            "A smaller Evaluation Batch Size, or a shorter prompt; the GGUF of the model has no such buffer."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/mlx-resources",
                            "\\[metal::malloc\\] Resource limit \\(([0-9]+)\\) exceeded",
                            "MLX holds $1 buffers, as many as Metal allows: many small ones of its cache of freed memory and of kept"
                                    + " prompts.")
                    .fix(
                            "--prompt-cache-size 1 and --decode-concurrency 1 keep fewer; a restart empties them. The thread that"
                                    + " answers has ended, though the port may still be open."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/mlx-memory",
                            "\\[METAL\\] Command buffer execution failed: Insufficient Memory",
                            "Weights, cache and the peak of reading a prompt are more than the GPU may hold of the Mac's RAM.")
                    .fix(
                            "--prefill-step-size 512, --prompt-cache-size 1 (kept prompts keep whole caches), a shorter context or fewer"
                                    + " bits; sudo sysctl iogpu.wired_limit_mb raises the limit where RAM is left.")
                    .lmStudio("A smaller Context Length or a file of fewer bits; eject other models."),
            Phrase.of(
                            Symptom.OOM,
                            "load/mlx-kv-bits",
                            "RotatingKVCache Quantization NYI",
                            "MLX cannot quantize the cache of layers with a window (Gemma, gpt-oss and others).")
                    .fix("Leave --kv-bits out; --max-kv-size goes without it too.")
                    .lmStudio("Turn KV Cache Quantization off."));

    private TeamPhrases() {}
}
