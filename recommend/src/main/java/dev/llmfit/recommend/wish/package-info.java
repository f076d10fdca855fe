@NullMarked
package dev.llmfit.recommend.wish;

import org.jspecify.annotations.NullMarked;
