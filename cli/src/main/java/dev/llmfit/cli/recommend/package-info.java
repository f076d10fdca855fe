/** The {@code recommend}, {@code rules} and {@code plan} commands. */
@NullMarked
package dev.llmfit.cli.recommend;

import org.jspecify.annotations.NullMarked;
