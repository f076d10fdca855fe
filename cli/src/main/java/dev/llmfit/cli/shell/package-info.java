@NullMarked
package dev.llmfit.cli.shell;

import org.jspecify.annotations.NullMarked;
