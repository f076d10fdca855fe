/** The Model Context Protocol by its official SDK: standard input and output, and messages that came by HTTP. */
@NullMarked
package dev.llmfit.mcp.protocol;

import org.jspecify.annotations.NullMarked;
