@NullMarked
package dev.llmfit.recommend.placement;

import org.jspecify.annotations.NullMarked;
