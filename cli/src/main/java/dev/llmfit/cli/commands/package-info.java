/** Commands: thin shells over the modules. */
@NullMarked
package dev.llmfit.cli.commands;

import org.jspecify.annotations.NullMarked;
