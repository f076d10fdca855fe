/** The engine that comes with the program, run in a JVM of its own. */
@NullMarked
package dev.llmfit.engine.embedded;

import org.jspecify.annotations.NullMarked;
