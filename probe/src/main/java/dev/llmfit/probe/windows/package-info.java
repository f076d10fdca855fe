/** Facts of Windows. */
@NullMarked
package dev.llmfit.probe.windows;

import org.jspecify.annotations.NullMarked;
