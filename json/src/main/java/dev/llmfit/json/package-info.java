/** JSON values and YAML nodes as plain Java values, without a binding library. */
@NullMarked
package dev.llmfit.json;

import org.jspecify.annotations.NullMarked;
