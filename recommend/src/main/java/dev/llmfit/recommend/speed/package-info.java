@NullMarked
package dev.llmfit.recommend.speed;

import org.jspecify.annotations.NullMarked;
