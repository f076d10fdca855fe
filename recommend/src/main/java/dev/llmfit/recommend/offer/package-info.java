@NullMarked
package dev.llmfit.recommend.offer;

import org.jspecify.annotations.NullMarked;
