/** Which engine serves several users, and how it is started. */
@NullMarked
package dev.llmfit.answers.team;

import org.jspecify.annotations.NullMarked;
