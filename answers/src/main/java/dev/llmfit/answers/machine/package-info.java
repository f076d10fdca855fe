/** A machine: its pools, devices and processor, what is on it, and its document. */
@NullMarked
package dev.llmfit.answers.machine;

import org.jspecify.annotations.NullMarked;
