/** What llama.cpp's programs print, as values. Pure. */
@NullMarked
package dev.llmfit.engine.log;

import org.jspecify.annotations.NullMarked;
