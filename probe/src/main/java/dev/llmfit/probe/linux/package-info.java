/** Facts of Linux, Android and WSL: one class per fact, each a pure parser over text. */
@NullMarked
package dev.llmfit.probe.linux;

import org.jspecify.annotations.NullMarked;
