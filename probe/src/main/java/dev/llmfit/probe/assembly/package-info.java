/** The rules that turn facts into pools, devices and budgets. */
@NullMarked
package dev.llmfit.probe.assembly;

import org.jspecify.annotations.NullMarked;
