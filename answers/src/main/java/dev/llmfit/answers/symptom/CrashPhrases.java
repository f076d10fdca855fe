package dev.llmfit.answers.symptom;

import java.util.List;

/**
 * What a log says of a driver, a build or a device that does not work. Sources: messages of CUDA, ROCm, Vulkan, Metal and the system's
 * loader, and ggml/src/ggml.c of llama.cpp b11434.
 */
final class CrashPhrases {
    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.OOM,
                            "load/driver-too-old",
                            "CUDA driver version is insufficient for CUDA runtime version|provided PTX was compiled with an unsupported toolchain|forward compatibility was attempted on non supported HW|NVIDIA driver on your system is too old|driver[^\\r\\n]{0,30}(?:too old|older than)",
                            "The NVIDIA driver is older than the CUDA version of this build needs.")
                    .fix(
                            "nvidia-smi shows the newest CUDA version of the driver; update the driver, or take a build for that version."),
            Phrase.of(
                            Symptom.OOM,
                            "load/rocm-function",
                            "(?:ROCm|HIP) error: no kernel image|invalid device function|device kernel image is invalid|hipErrorNoBinaryForGpu|Unable to find code object|Cannot read \\S*TensileLibrary\\S*|HSA_STATUS_ERROR_INVALID_(?:CODE_OBJECT|ISA)",
                            "The ROCm build holds no code for this GPU, or does not find it.")
                    .fix(
                            "HSA_OVERRIDE_GFX_VERSION=10.3.0 (RX 6000) or 11.0.0 (RX 7000) lets a close relative's code run; a Vulkan build needs no override.")
                    .ollama(
                            "HSA_OVERRIDE_GFX_VERSION=10.3.0 (RX 6000) or 11.0.0 (RX 7000) in the environment of ollama serve; OLLAMA_VULKAN=1 needs no override.")
                    .lmStudio("Settings, Runtime: choose the Vulkan llama.cpp runtime."),
            Phrase.of(
                            Symptom.OOM,
                            "load/no-kernel",
                            "(?<!ROCm error: )(?<!HIP error: )no kernel image is available for execution on the device",
                            "This build holds no code for this GPU: the card is too old or too new for it.")
                    .fix(
                            "nvidia-smi --query-gpu=compute_cap --format=csv; then a build for it (CUDA 12 for capability 5.0 to 7.2, the newest CUDA for new cards), or a Vulkan build.")
                    .ollama("Update Ollama; OLLAMA_VULKAN=1 uses the card without CUDA.")
                    .lmStudio("Settings, Runtime: choose another CUDA runtime, or Vulkan."),
            Phrase.of(
                            Symptom.OOM,
                            "load/illegal-access",
                            "an illegal memory access was encountered|Memory access fault by GPU|hipErrorIllegalAddress",
                            "The GPU read or wrote outside its memory: an error of the program or the driver, or unstable (overclocked) memory, not want of memory.")
                    .fix("Run once with -fa off to narrow it down, then update llama.cpp and the driver.")
                    .ollama("OLLAMA_FLASH_ATTENTION=0 to narrow it down, then update Ollama and the driver.")
                    .lmStudio("Flash Attention off to narrow it down, then update the runtime and the driver."),
            Phrase.of(
                            Symptom.OOM,
                            "load/device-lost",
                            "Error(?:Device)Lost|DEVICE_LOST|DeviceLostError|device lost|GPU has fallen off the bus|unspecified launch failure|kIOGPUCommandBufferCallbackError(?:Timeout|Hang|InnocentVictim)|GPU Hang|hipErrorLaunchFailure|NVRM: Xid[^\\r\\n]*?: ([0-9]+)",
                            "The driver lost the GPU while it computed: a time limit of the system, an error of the driver, power or an unstable clock.")
                    .fix("-ub 128 makes each piece of work shorter; then update the driver, and undo overclocking.")
                    .ollama("num_batch 128 makes each piece of work shorter; then update the driver.")
                    .lmStudio("Evaluation Batch Size 128 makes each piece of work shorter; then update the driver."),
            Phrase.of(
                            Symptom.OOM,
                            "load/instructions",
                            "(?i)illegal instruction|SIGILL",
                            "The program uses instructions that this processor does not have.")
                    .fix(
                            "grep -o -m1 -E 'avx2|avx512f' /proc/cpuinfo; take a release with all CPU variants, or build with GGML_NATIVE=ON here.")
                    .ollama("Update Ollama, or build it here.")
                    .lmStudio("LM Studio needs AVX2."),
            Phrase.of(
                            Symptom.OOM,
                            "load/library",
                            "error while loading shared libraries: ([^:\\r\\n]+)|cannot open shared object file: ([^\\r\\n]+)|((?:cudart|cublas|VCRUNTIME|MSVCP|vcruntime|msvcp)\\S*\\.dll)[^\\r\\n]{0,40}(?:not found|was not found|missing)|Library not loaded: (\\S+)",
                            "A library is missing ($1).")
                    .fix(
                            "ldd $(which llama-server) | grep 'not found' names them (Windows: install the Visual C++ Redistributable, and the cudart archive of the release)."),
            Phrase.of(
                            Symptom.OOM,
                            "load/assertion",
                            "GGML_ASSERT\\(([^\\r\\n]+?)\\) failed|GGML_ABORT\\(\\\"([^\\\"]+)\\\"",
                            "llama.cpp ended at one of its own checks ($1).")
                    .fix("Update it; if it stays, look for this line in https://github.com/ggml-org/llama.cpp/issues.")
                    .ollama(
                            "Update Ollama; if it stays, look for this line in https://github.com/ollama/ollama/issues.")
                    .lmStudio("Settings, Runtime: update the llama.cpp runtime."));

    private CrashPhrases() {}
}
