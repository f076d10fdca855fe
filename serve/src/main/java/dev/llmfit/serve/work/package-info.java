/** Where questions are answered: two classes of work, and the workbench that is always of now. */
@NullMarked
package dev.llmfit.serve.work;

import org.jspecify.annotations.NullMarked;
