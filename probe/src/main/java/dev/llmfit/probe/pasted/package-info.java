/** Machines in what other programs print and people paste: {@code nvidia-smi}, {@code system_profiler}, {@code dxdiag}, {@code lspci}. */
@NullMarked
package dev.llmfit.probe.pasted;

import org.jspecify.annotations.NullMarked;
