@NullMarked
package dev.llmfit.recommend.facts;

import org.jspecify.annotations.NullMarked;
