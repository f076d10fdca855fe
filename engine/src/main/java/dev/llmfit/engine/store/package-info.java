/** Measurements and lessons kept in the data folder. */
@NullMarked
package dev.llmfit.engine.store;

import org.jspecify.annotations.NullMarked;
