/** File types of a model: documents, text and batches. */
@NullMarked
package dev.llmfit.cli.quants;

import org.jspecify.annotations.NullMarked;
