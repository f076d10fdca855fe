@NullMarked
package dev.llmfit.recommend.ollama;

import org.jspecify.annotations.NullMarked;
