/** Memory and speed of one launch: sized on a machine, explained, beside another one, or as buffers on given devices. */
@NullMarked
package dev.llmfit.answers.size;

import org.jspecify.annotations.NullMarked;
