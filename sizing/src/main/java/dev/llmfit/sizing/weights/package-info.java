/** Where each weight lies and how many bytes of weights each pool holds. */
@NullMarked
package dev.llmfit.sizing.weights;

import org.jspecify.annotations.NullMarked;
