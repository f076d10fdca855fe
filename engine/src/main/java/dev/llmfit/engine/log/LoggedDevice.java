package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;

/**
 * A device that llama.cpp says it uses.
 *
 * @param name device name, for example {@code CUDA0} or {@code RPC1}
 * @param description what it is; {@code host:port} for an RPC device
 * @param free what it had free when llama.cpp looked
 */
public record LoggedDevice(String name, String description, Bytes free) {

    /** Returns whether a buffer of this name lies on this device. */
    boolean owns(String buffer) {
        if (buffer.startsWith("RPC")) {
            int bracket = buffer.indexOf('[');
            return bracket > 0
                    && buffer.substring(bracket + 1, buffer.length() - 1).equals(description);
        }
        return plain(buffer).equals(name) || (name.startsWith("MTL") && buffer.startsWith("Metal"));
    }

    /** Returns the name without what says how the buffer is placed. */
    static String plain(String buffer) {
        int underscore = buffer.indexOf('_');
        return underscore < 0 ? buffer : buffer.substring(0, underscore);
    }
}
