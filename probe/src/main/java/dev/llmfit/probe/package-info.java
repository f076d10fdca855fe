/** What a machine is: memory pools, devices, processor, and how each fact was read. */
@NullMarked
package dev.llmfit.probe;

import org.jspecify.annotations.NullMarked;
