@NullMarked
package dev.llmfit.render.engines;

import org.jspecify.annotations.NullMarked;
