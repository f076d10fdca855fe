/** What was read from a machine, before any rule is applied. */
@NullMarked
package dev.llmfit.probe.facts;

import org.jspecify.annotations.NullMarked;
