/** Where facts are read from: this machine, or a recording of another one. */
@NullMarked
package dev.llmfit.probe.source;

import org.jspecify.annotations.NullMarked;
