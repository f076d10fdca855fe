/** What llama.cpp's RPC servers say of their devices. */
@NullMarked
package dev.llmfit.engine.rpc;

import org.jspecify.annotations.NullMarked;
