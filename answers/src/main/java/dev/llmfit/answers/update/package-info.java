/** Newer knowledge than the program came with: bundles of it, their signatures, and the folder that they are installed in. */
@NullMarked
package dev.llmfit.answers.update;

import org.jspecify.annotations.NullMarked;
