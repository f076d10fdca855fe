/** What a server hears and says: calls, replies, handlers, problems. The server itself knows nothing of models. */
@NullMarked
package dev.llmfit.serve;

import org.jspecify.annotations.NullMarked;
