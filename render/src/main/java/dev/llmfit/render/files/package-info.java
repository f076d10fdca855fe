/** Several models or files beside each other. */
@NullMarked
package dev.llmfit.render.files;

import org.jspecify.annotations.NullMarked;
