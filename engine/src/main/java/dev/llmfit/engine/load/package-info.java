/** Many requests at the same time. */
@NullMarked
package dev.llmfit.engine.load;

import org.jspecify.annotations.NullMarked;
