package dev.llmfit.engine.rpc;

import dev.llmfit.units.Bytes;

/**
 * A device behind an RPC server.
 *
 * @param endpoint {@code host:port} of its server
 * @param free memory available now
 * @param total memory in all
 * @param padsRows whether it keeps room behind the last row of a quantized tensor, as CUDA does and a CPU does not
 */
public record RpcDevice(String endpoint, Bytes free, Bytes total, boolean padsRows) {}
