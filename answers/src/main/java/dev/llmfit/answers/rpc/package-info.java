/** Machines whose devices are reached over llama.cpp's RPC servers. */
@NullMarked
package dev.llmfit.answers.rpc;

import org.jspecify.annotations.NullMarked;
