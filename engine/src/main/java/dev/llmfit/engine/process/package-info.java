/** Child processes that are always ended. */
@NullMarked
package dev.llmfit.engine.process;

import org.jspecify.annotations.NullMarked;
