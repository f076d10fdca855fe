/** Where agents keep the servers they start, and how this one is put among them. */
@NullMarked
package dev.llmfit.mcp.install;

import org.jspecify.annotations.NullMarked;
