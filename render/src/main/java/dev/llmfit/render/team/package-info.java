/** Launches for several users as text. */
@NullMarked
package dev.llmfit.render.team;

import org.jspecify.annotations.NullMarked;
