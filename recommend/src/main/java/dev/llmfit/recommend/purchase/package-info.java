@NullMarked
package dev.llmfit.recommend.purchase;

import org.jspecify.annotations.NullMarked;
