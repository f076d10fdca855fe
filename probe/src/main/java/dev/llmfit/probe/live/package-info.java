@NullMarked
package dev.llmfit.probe.live;

import org.jspecify.annotations.NullMarked;
