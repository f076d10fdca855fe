/** What the commands about models print. */
@NullMarked
package dev.llmfit.cli.models;

import org.jspecify.annotations.NullMarked;
