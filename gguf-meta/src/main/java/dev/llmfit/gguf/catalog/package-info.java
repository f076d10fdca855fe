/** The bundled catalogue of model shapes, names of models, and where models come from. */
@NullMarked
package dev.llmfit.gguf.catalog;

import org.jspecify.annotations.NullMarked;
