package dev.llmfit.gguf.arch;

import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import java.util.Locale;
import java.util.Optional;

/**
 * Typed reads of the keys of one architecture, with the type rules of llama.cpp ({@code get_key}, {@code get_key_or_arr}
 * and {@code get_arr} in {@code src/llama-model-loader.cpp}): a key of another type than expected is refused.
 */
final class HyperParametersReader {
    private final Metadata metadata;
    private final String prefix;

    HyperParametersReader(Metadata metadata, String architecture) {
        this.metadata = metadata;
        this.prefix = architecture + ".";
    }

    boolean has(String key) {
        return metadata.find(prefix + key).isPresent();
    }

    /** Reads a UINT32 that must exist. */
    int integer(String key) {
        if (!has(key)) {
            throw absent(key);
        }
        return integer(key, 0);
    }

    /** Reads an optional UINT32. */
    int integer(String key, int fallback) {
        return narrow(key, unsigned(key, fallback));
    }

    /** Reads an optional UINT32 that need not fit into an int, as a {@code -1} that was written as one. */
    long unsigned(String key, long fallback) {
        return metadata.find(prefix + key)
                .map(value -> {
                    if (value instanceof GgufValue.Int i && i.type() == GgufValueType.UINT32) {
                        return i.value();
                    }
                    throw wrongType(key, value, "u32");
                })
                .orElse(fallback);
    }

    /** Reads an optional FLOAT32. */
    double real(String key, double fallback) {
        return metadata.find(prefix + key)
                .map(value -> {
                    if (value instanceof GgufValue.Real r) {
                        return r.value();
                    }
                    throw wrongType(key, value, "f32");
                })
                .orElse(fallback);
    }

    /** Reads a required FLOAT32. */
    double real(String key) {
        if (!has(key)) {
            throw absent(key);
        }
        return real(key, 0);
    }

    /** Reads an optional BOOL. */
    boolean flag(String key, boolean fallback) {
        return metadata.find(prefix + key)
                .map(value -> {
                    if (value instanceof GgufValue.Bool b) {
                        return b.value();
                    }
                    throw wrongType(key, value, "bool");
                })
                .orElse(fallback);
    }

    /** Returns the length of an array of any kind; 0 if there is none. */
    int length(String key) {
        return narrow(key, metadata.arrayLength(prefix + key).orElse(0));
    }

    /** Reads one number or an array of exactly {@code n} for the first {@code n} layers; empty if the key is absent. */
    Optional<LayerCounts> perLayer(String key, int n, LayerCounts before) {
        GgufValue value = metadata.find(prefix + key).orElse(null);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof GgufValue.Int) {
            int number = integer(key);
            return Optional.of(LayerCounts.of(before.layers(), il -> il < n ? number : before.at(il)));
        }
        if (length(key) != n) {
            throw new HyperParametersException(
                    "key " + prefix + key + " has wrong array length; expected " + n + ", got " + length(key));
        }
        return array(key, before);
    }

    /** As {@link #perLayer}, for a key that must exist. */
    LayerCounts requiredPerLayer(String key, int n) {
        return perLayer(key, n, LayerCounts.all(n, 0)).orElseThrow(() -> absent(key));
    }

    /**
     * Reads an array of BOOL, INT32 or UINT32 for the first layers; empty if the key is absent or no array. Surplus elements are
     * dropped.
     */
    Optional<LayerCounts> array(String key, LayerCounts before) {
        GgufValue value = metadata.find(prefix + key).orElse(null);
        if (value instanceof GgufValue.OpaqueArray) {
            throw wrongType(key, value, "array of u32");
        }
        if (!(value instanceof GgufValue.IntArray array)) {
            return Optional.empty();
        }
        switch (array.elementType()) {
            case BOOL, INT32, UINT32 -> {}
            default -> throw wrongType(key, value, "array of u32");
        }
        if (array.length() > HyperParameters.MAX_LAYERS) {
            throw new HyperParametersException("array length " + array.length() + " for key " + prefix + key
                    + " exceeds max " + HyperParameters.MAX_LAYERS);
        }
        return Optional.of(LayerCounts.of(
                before.layers(), il -> il < array.length() ? Math.toIntExact(array.at(il)) : before.at(il)));
    }

    /** As {@link #array}, for a key that must exist; 0 for elements that it has not. */
    LayerCounts requiredArray(String key, int n) {
        return array(key, LayerCounts.all(n, 0))
                .orElseThrow(() -> new HyperParametersException("array key not found in model: " + prefix + key));
    }

    /** Returns what to say of a key that must exist and does not. */
    HyperParametersException absent(String key) {
        return new HyperParametersException("key not found in model: " + prefix + key);
    }

    private int narrow(String key, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new HyperParametersException("key " + prefix + key + " is out of range: " + value);
        }
        return (int) value;
    }

    private HyperParametersException wrongType(String key, GgufValue value, String expected) {
        String actual = switch (value) {
            case GgufValue.Int i -> i.type().name();
            case GgufValue.Real r -> "FLOAT32";
            case GgufValue.Bool b -> "BOOL";
            case GgufValue.Text t -> "STRING";
            case GgufValue.IntArray a -> "ARRAY of " + a.elementType();
            case GgufValue.OpaqueArray a -> "ARRAY of " + a.elementType();
            case GgufValue.TextArray a -> "ARRAY of STRING";
        };
        return new HyperParametersException("key " + prefix + key + " has wrong type " + actual.toLowerCase(Locale.ROOT)
                + " but expected type " + expected);
    }
}
