@NullMarked
package dev.llmfit.sizing.plan;

import org.jspecify.annotations.NullMarked;
