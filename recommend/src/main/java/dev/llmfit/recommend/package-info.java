/** Search over launches and models. */
@NullMarked
package dev.llmfit.recommend;

import org.jspecify.annotations.NullMarked;
