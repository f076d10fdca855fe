/** A calibration as text. */
@NullMarked
package dev.llmfit.render.calibrate;

import org.jspecify.annotations.NullMarked;
