/** Topics of the help as text. */
@NullMarked
package dev.llmfit.render.topic;

import org.jspecify.annotations.NullMarked;
