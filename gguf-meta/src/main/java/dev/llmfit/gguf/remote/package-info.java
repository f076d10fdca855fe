/** Models behind a server: headers by ranged reads, files by resumable downloads. Nothing here is loaded before it is used. */
@NullMarked
package dev.llmfit.gguf.remote;

import org.jspecify.annotations.NullMarked;
