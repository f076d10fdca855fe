/** Tools, resources and prompts as data and functions, whatever protocol carries them. */
@NullMarked
package dev.llmfit.mcp.tools;

import org.jspecify.annotations.NullMarked;
