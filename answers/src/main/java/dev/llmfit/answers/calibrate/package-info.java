/** How far from the formula is this machine? Small phantoms, one for each kind of quantization, tell. */
@NullMarked
package dev.llmfit.answers.calibrate;

import org.jspecify.annotations.NullMarked;
