/** HTTP to servers on this machine. */
@NullMarked
package dev.llmfit.engine.http;

import org.jspecify.annotations.NullMarked;
