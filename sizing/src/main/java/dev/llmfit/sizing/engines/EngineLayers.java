package dev.llmfit.sizing.engines;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Heads, widths and windows of the layers of a checkpoint; a list of one stands for all layers.
 *
 * @param count layers, without those for next-token prediction
 * @param heads query heads
 * @param kvHeads heads of keys and values; 0 in a layer without attention
 * @param headK width of a key
 * @param headV width of a value
 * @param ff width of the dense feed-forward network; 0 in a layer without one
 * @param window tokens that a layer with a window sees; 0 if no layer has one
 * @param windowed whether each layer has a window; empty if none has
 * @param windowHead width of keys and values in layers with a window, where it is another
 * @param sharedFrom the first layer that reads the cache of a layer before; {@code count} if none does
 */
public record EngineLayers(
        int count,
        List<Long> heads,
        List<Long> kvHeads,
        long headK,
        long headV,
        List<Long> ff,
        long window,
        List<Boolean> windowed,
        OptionalLong windowHead,
        int sharedFrom) {
    /** How a catalogue entry writes that kinds of layers alternate, {@code 5 sliding : 1 full}. */
    private static final Pattern ALTERNATING =
            Pattern.compile("(\\d{1,3}) (sliding|chunked|full) : (\\d{1,3}) (sliding|chunked|full).*");

    /** How it writes that all layers have one. */
    private static final String ALL = "all layers";

    /** Far above any model; the reader of entries refuses more. */
    private static final int MOST_LAYERS = 10_000;

    public EngineLayers {
        heads = List.copyOf(heads);
        kvHeads = List.copyOf(kvHeads);
        ff = List.copyOf(ff);
        windowed = List.copyOf(windowed);
    }

    static EngineLayers of(AuditedFields fields) {
        int count = fields.count("n_layer", MOST_LAYERS);
        Optional<AuditedFields> window = fields.optionalSection("sliding_window");
        List<Boolean> windowed = window.map(w -> windowed(w, count)).orElse(List.of());
        long shared = fields.integer("kv_shared_layers", 0);
        return new EngineLayers(
                count,
                perLayer(fields, window, windowed, "n_head"),
                perLayer(fields, window, windowed, "n_head_kv"),
                fields.integer("head_dim_k", 0),
                fields.integer("head_dim_v", 0),
                perLayer(fields, "n_ff"),
                window.map(w -> w.integer("size")).orElse(0L),
                windowed,
                window.map(w -> w.optionalInteger("head_dim")).orElse(OptionalLong.empty()),
                (int) Math.max(0, count - shared));
    }

    private static List<Long> perLayer(AuditedFields fields, String key) {
        Optional<YamlNode> node = fields.node(key);
        if (node.isEmpty()) {
            return List.of(0L);
        }
        return node.get() instanceof YamlNode.Sequence ? fields.integers(key) : List.of(fields.integer(key));
    }

    /** Returns a number for each layer; those with a window may have another. */
    private static List<Long> perLayer(
            AuditedFields fields, Optional<AuditedFields> window, List<Boolean> windowed, String key) {
        List<Long> usual = perLayer(fields, key);
        OptionalLong other = window.map(w -> w.optionalInteger(key)).orElse(OptionalLong.empty());
        if (other.isEmpty() || usual.size() > 1) {
            return usual;
        }
        return windowed.stream()
                .map(w -> w ? other.getAsLong() : usual.getFirst())
                .toList();
    }

    private static List<Boolean> windowed(AuditedFields window, int count) {
        List<Long> listed = window.integers("layers");
        List<Boolean> layers = new ArrayList<>(count);
        if (!listed.isEmpty()) {
            listed.forEach(l -> layers.add(l != 0));
            return layers;
        }
        String pattern = window.optionalText("pattern").orElse(ALL);
        Matcher parts = ALTERNATING.matcher(pattern);
        boolean alternating = parts.matches();
        for (int i = 0; i < count; i++) {
            if (alternating) {
                int first = Integer.parseInt(parts.group(1));
                int period = first + Integer.parseInt(parts.group(3));
                boolean inFirst = i % period < first;
                layers.add(inFirst != parts.group(2).equals("full"));
            } else {
                layers.add(true);
            }
        }
        return layers;
    }

    private static <T> T at(List<T> list, int layer) {
        return list.get(list.size() == 1 ? 0 : layer);
    }

    /** Returns the query heads of a layer. */
    public long heads(int layer) {
        return at(heads, layer);
    }

    /** Returns the heads of keys and values of a layer; 0 without attention. */
    public long kvHeads(int layer) {
        return at(kvHeads, layer);
    }

    /** Returns the width of the dense feed-forward network of a layer; 0 without one. */
    public long ff(int layer) {
        return at(ff, layer);
    }

    /** Returns whether the entry says that a layer has a window. */
    public boolean windowed(int layer) {
        return !windowed.isEmpty() && windowed.get(layer);
    }
}
