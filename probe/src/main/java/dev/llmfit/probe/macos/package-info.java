/** Facts of macOS. */
@NullMarked
package dev.llmfit.probe.macos;

import org.jspecify.annotations.NullMarked;
