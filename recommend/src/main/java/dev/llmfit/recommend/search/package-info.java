@NullMarked
package dev.llmfit.recommend.search;

import org.jspecify.annotations.NullMarked;
