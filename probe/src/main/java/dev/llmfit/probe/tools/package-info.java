/** Output of vendor tools and of engines. */
@NullMarked
package dev.llmfit.probe.tools;

import org.jspecify.annotations.NullMarked;
