@NullMarked
package dev.llmfit.engine.server;

import org.jspecify.annotations.NullMarked;
