@NullMarked
package dev.llmfit.recommend.fit;

import org.jspecify.annotations.NullMarked;
