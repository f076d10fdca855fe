package dev.llmfit.answers.symptom;

import java.util.List;

/**
 * What a log says in words of memory that was short. Sources: llama.cpp b11434 and earlier (common/fit.cpp, src/llama-mmap.cpp,
 * ggml/src/ggml-vulkan), Ollama (server/sched.go), PyTorch, the Linux kernel, systemd,
 * Kubernetes and Windows' event log.
 */
final class MemoryPhrases {
    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.OOM,
                            "oom/pytorch",
                            "([0-9.]+ [GM]iB) is reserved by PyTorch but unallocated",
                            "PyTorch holds $1 that it does not use; in pieces it may be too small for what was asked.")
                    .fix(
                            "PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True in the environment; then a smaller batch or context,"
                                    + " or weights of 4 or 8 bits."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/pytorch",
                            "(?:CUDA|HIP) out of memory\\. Tried to allocate",
                            "A computation of PyTorch needed more than was free on the card.")
                    .fix(
                            "A smaller batch or context, or weights of 4 or 8 bits; nvidia-smi shows whether another program holds"
                                    + " the card. {recommend} tells what runs there with llama.cpp."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/buffer-limit",
                            "Requested buffer size exceeds device",
                            "One buffer is larger than the driver allows for a single allocation, whatever memory is free.")
                    .fix(
                            "-ub 256 and -fa on make the largest buffer smaller; a driver with a higher maxMemoryAllocationSize (Mesa RADV) takes it as it is.")
                    .ollama("num_batch 256 and OLLAMA_FLASH_ATTENTION=1 make the largest buffer smaller.")
                    .lmStudio("Evaluation Batch Size 256 and Flash Attention make the largest buffer smaller."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/fit-refused",
                            "failed to fit params to free device memory: ([^\\r\\n]+)",
                            "llama.cpp's own fit gave up ($1), so the launch was tried as it was given.")
                    .fix("Leave -ngl, -ts, -ot and -ncmoe out and let --fit choose."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/mlock",
                            "failed to mlock",
                            "--mlock could not lock the model in RAM; the run goes on without.")
                    .fix("ulimit -l unlimited before the start, or leave --mlock out.")
                    .ollama("Leave use_mlock out.")
                    .lmStudio("Turn Keep Model in Memory off."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/guardrail",
                            "insufficient system resources",
                            "LM Studio's guardrail refused the load before it was tried.")
                    .fix("Settings, Hardware, Model loading guardrails: Relaxed; {size} tells what it really needs."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/vram-not-freed",
                            "gpu VRAM usage didn't recover",
                            "The model before did not give its memory back in time.")
                    .fix("Stop what else uses the card, then load again.")
                    .ollama("ollama stop MODEL before the next one, or OLLAMA_MAX_LOADED_MODELS=1.")
                    .lmStudio("Eject the other model before the next one is loaded."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/killed",
                            "Out of memory: Killed process|oom-kill|OOMKilled|killed by the OOM killer|signal: killed|(?i:exit(?:ed)?(?: with)?(?: code| status)?:? *\\(?137\\b)|status=9/KILL|(?:^|\\b(?:zsh|bash|sh|dash): |line [0-9]+: *)(?:[0-9]+ +)?[Kk]illed\\b",
                            "The system ended the process because RAM was full, or a container's limit was reached.")
                    .fix(
                            "{killed} tells when; raise the limit (docker run --memory, resources.limits.memory), or bound what grows: --cache-ram 0 --ctx-checkpoints 2.")
                    .ollama(
                            "{killed} tells when; raise the limit (docker run --memory, resources.limits.memory), or take a smaller model or num_ctx.")
                    .lmStudio("Eject other models, or load with a smaller Context Length."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/windows-memory",
                            "Resource-Exhaustion-Detector|low virtual memory condition|0x800705[Aa][Ff]|paging file is too small",
                            "Windows had no memory left to commit: RAM and page file together were full.")
                    .fix(
                            "SystemPropertiesPerformance.exe, Advanced, Virtual memory: a larger page file; or a smaller model."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/mmap",
                            "mmap failed: ([^\\r\\n]+)|failed to mmap",
                            "The file could not be mapped into memory ($1).")
                    .fix("ulimit -v unlimited before the start, or --no-mmap (since 2026 --load-mode none).")
                    .ollama("ulimit -v unlimited before ollama serve, or use_mmap false in the request.")
                    .lmStudio("Turn Try mmap() off."),
            Phrase.of(
                            Symptom.OOM,
                            "oom/runner-stopped",
                            "model runner has unexpectedly stopped, this may be due to resource limitations",
                            "Ollama's runner ended while it worked, mostly for want of memory.")
                    .fix(
                            "Look at the lines before in the server's log ({serverlog}); a smaller num_ctx is the cheapest try."));

    private MemoryPhrases() {}
}
