/** The files of the web page: served as they are, with the hash of what is in them in their names. */
@NullMarked
package dev.llmfit.serve.page;

import org.jspecify.annotations.NullMarked;
