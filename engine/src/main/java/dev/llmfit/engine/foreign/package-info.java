/** Speeds that other programs measured, read from what they print and write. */
@NullMarked
package dev.llmfit.engine.foreign;

import org.jspecify.annotations.NullMarked;
