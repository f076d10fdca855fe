/** JSON as plain Java values, without a binding library. */
@NullMarked
package dev.llmfit.engine.json;

import org.jspecify.annotations.NullMarked;
