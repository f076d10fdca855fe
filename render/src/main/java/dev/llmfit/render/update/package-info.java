/** Newer knowledge for people. */
@NullMarked
package dev.llmfit.render.update;

import org.jspecify.annotations.NullMarked;
