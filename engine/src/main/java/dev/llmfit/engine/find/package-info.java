@NullMarked
package dev.llmfit.engine.find;

import org.jspecify.annotations.NullMarked;
