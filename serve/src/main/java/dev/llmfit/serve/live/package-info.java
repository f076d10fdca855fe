/** The composition: a server with all its routes, started and stopped. */
@NullMarked
package dev.llmfit.serve.live;

import org.jspecify.annotations.NullMarked;
