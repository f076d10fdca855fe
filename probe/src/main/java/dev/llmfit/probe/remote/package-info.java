/** Machines that this process does not run on: read by a script of plain shell, over ssh or by hand. */
@NullMarked
package dev.llmfit.probe.remote;

import org.jspecify.annotations.NullMarked;
