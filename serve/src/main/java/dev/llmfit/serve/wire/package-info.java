/** The server below all routes: connections, limits, who may ask. */
@NullMarked
package dev.llmfit.serve.wire;

import org.jspecify.annotations.NullMarked;
