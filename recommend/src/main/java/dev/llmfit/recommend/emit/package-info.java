/** A plan as commands and files for the runtimes that people use. */
@NullMarked
package dev.llmfit.recommend.emit;

import org.jspecify.annotations.NullMarked;
