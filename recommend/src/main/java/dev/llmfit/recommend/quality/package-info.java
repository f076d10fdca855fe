@NullMarked
package dev.llmfit.recommend.quality;

import org.jspecify.annotations.NullMarked;
