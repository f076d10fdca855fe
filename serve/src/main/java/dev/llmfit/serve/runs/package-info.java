/** Engines that are run because somebody asked: one at a time, followed by events. */
@NullMarked
package dev.llmfit.serve.runs;

import org.jspecify.annotations.NullMarked;
