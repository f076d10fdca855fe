/** NVIDIA GPUs through NVML and nvidia-smi. */
@NullMarked
package dev.llmfit.probe.nvidia;

import org.jspecify.annotations.NullMarked;
