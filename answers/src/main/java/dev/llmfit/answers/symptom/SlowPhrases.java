package dev.llmfit.answers.symptom;

import java.util.List;

/**
 * Causes of slow answers that a log states in so many words. Sources: llama.cpp b11434 and earlier (ggml/src/ggml-cuda/ggml-cuda.cu,
 * tools/server/server-context.cpp, common/arg.cpp), Ollama (server/sched.go, discover/types.go, before 2026 runner/*) and nvidia-smi -q.
 */
final class SlowPhrases {
    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.SLOW,
                            "slow/cpu-build",
                            "not compiled with GPU offload support|no usable GPU found, --gpu-layers option will be ignored|compiled without (?:GPU|support for GPU)",
                            "The program was built without a GPU backend, so -ngl has no effect.")
                    .fix(
                            "Install a build with CUDA, ROCm, Metal or Vulkan; llama-server --list-devices must name the card.")
                    .ollama("Install Ollama by its own installer; on AMD under Linux also its ROCm archive.")
                    .lmStudio("Settings, Runtime: choose a CUDA, ROCm, Metal or Vulkan llama.cpp runtime."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/driver",
                            "failed to initialize (?:CUDA|ROCm|HIP): ([^\\r\\n]+)|(no CUDA-capable device is detected)|(CUDA driver version is insufficient[^\\r\\n]*)|(?:cuda|nvidia).{0,40}(driver[^\\r\\n]{0,40}(?:not found|too old|mismatch))",
                            "The driver of the GPU did not answer: $1.")
                    .fix(
                            "nvidia-smi (or rocminfo) must work first: reinstall the driver, or reboot after an update of it."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/no-devices",
                            "(ggml_vulkan: No devices found)|(no compatible GPUs were discovered)|(no compatible GPUs?)\\b|(entering low vram mode)|msg=\"inference compute\" id=(cpu)",
                            "The program found no GPU that it can use, or one with little memory ($1).")
                    .fix(
                            "llama-server --list-devices; in a container pass the device (--gpus all, or --device /dev/kfd --device /dev/dri).")
                    .ollama(
                            "Start ollama serve with OLLAMA_DEBUG=1 and read what discovery says; in a container pass --gpus all; OLLAMA_IGPU_ENABLE=1 admits GPUs in a processor.")
                    .lmStudio("Settings, Hardware must list the GPU; Settings, Runtime: choose the runtime for it."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/reprocessing",
                            "forcing full prompt re-processing",
                            "The whole prompt is computed again for every answer, because the cache of window layers has forgotten its beginning.")
                    .fix("--swa-full, or more checkpoints: --ctx-checkpoints 32.")
                    .ollama("Keep the beginning of the conversation unchanged between requests.")
                    .lmStudio("Keep the beginning of the conversation unchanged between requests."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/vram-not-freed",
                            "gpu VRAM usage didn't recover",
                            "The model before did not give its memory back in time, so the next one was planned with less.")
                    .fix("Stop what else uses the card, then load again.")
                    .ollama("ollama stop MODEL before the next one, or OLLAMA_MAX_LOADED_MODELS=1.")
                    .lmStudio("Eject the other model before the next one is loaded."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/thermal",
                            "(?i)(thermal(?: |ly )?throttl\\w*|SW Thermal Slowdown +: Active|HW Slowdown +: Active)",
                            "The GPU slows itself down because it is hot ($1).")
                    .fix(
                            "nvidia-smi -q -d PERFORMANCE; clean the fans, or lower the power limit: nvidia-smi -pl WATTS."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/no-avx",
                            "system_info:(?!.*AVX2? = 1)(?!.*(?:NEON|ARM_FMA|DOTPROD|VSX|RVV|WASM)).*",
                            "The CPU backend runs without AVX.")
                    .fix("Use a build for this processor (GGML_NATIVE=ON, or the release with all CPU variants).")
                    .lmStudio("Settings, Runtime: update the llama.cpp runtime."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/draft",
                            "draft acceptance(?: rate)? = (0\\.[0-3][0-9]*)",
                            "Only a share of $1 of the drafted tokens is accepted: drafting costs more than it gives.")
                    .fix("Leave out the draft model, or draft less: --spec-draft-n-max 4.")
                    .ollama("PARAMETER draft_num_predict 0")
                    .lmStudio("Turn Speculative Decoding off."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/power-cap",
                            "(?:SW Power Cap|HW Power Brake Slowdown) +: Active",
                            "The GPU is held back by its power limit.")
                    .fix(
                            "nvidia-smi -q -d POWER shows the limit; sudo nvidia-smi -pl WATTS raises it, up to what it says at most."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/link",
                            "(?i)link width[\\s\\S]{0,80}?current\\s*: ?([1-4])x",
                            "The card has a PCIe link of $1 lanes only: loading, and prompts with layers in RAM, wait for it.")
                    .fix(
                            "Put it into a slot with more lanes; nvidia-smi -q | grep -A3 'Link Width' shows what it has."),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/numa",
                            "numa_balancing is enabled",
                            "The processor's memory lies at several nodes (NUMA), and what lies at another one is read more slowly.")
                    .fix(
                            "llama-server --numa distribute, with echo 0 | sudo tee /proc/sys/kernel/numa_balancing before.")
                    .ollama("numactl --interleave=all ollama serve"),
            Phrase.of(
                            Symptom.SLOW,
                            "slow/swap",
                            "(?i)\\bSwap: +\\S+ +([1-9]\\S*) +\\S+|(?:swap used|kswapd0.*[5-9][0-9]\\.[0-9])",
                            "The system swaps ($1): parts of the model are read from disk for every token.")
                    .fix(
                            "Close programs or take a smaller file type: {recommend} tells what fits the RAM that is free."));

    private SlowPhrases() {}
}
