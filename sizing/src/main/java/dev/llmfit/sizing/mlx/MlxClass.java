package dev.llmfit.sizing.mlx;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.BundledTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a model class of mlx-lm does in its own way.
 *
 * <p>Source: {@code mlx_lm/models} of mlx-lm 0.32.2; the table {@code classes.csv} has a row for each.
 *
 * @param name the module of the class
 * @param routers how the matrices that choose experts are stored
 * @param moreBits tensors that mixed recipes give more bits in some layers; empty if the class cannot be mixed
 * @param eightBits tensors that are kept at 8 bits
 * @param ownCaches whether the class makes its caches, which then have no limit of the user's
 * @param windows what layers with a sliding window keep
 * @param kvBits what quantized caches do
 * @param also what nothing else says
 */
record MlxClass(
        String name,
        Routers routers,
        Set<String> moreBits,
        Set<String> eightBits,
        boolean ownCaches,
        Windows windows,
        KvBits kvBits,
        Set<Also> also) {

    /** How the matrices that choose experts are stored. */
    enum Routers {
        LAYER,
        EIGHT_BITS,
        MATRIX;

        private static Routers of(String word) {
            return switch (word) {
                case "layer" -> LAYER;
                case "8bit" -> EIGHT_BITS;
                case "matrix" -> MATRIX;
                default -> throw new IllegalStateException("unknown word for routers: " + word);
            };
        }
    }

    /** What layers with a sliding window keep. */
    enum Windows {
        NONE,
        ROTATING,
        CHUNKED
    }

    /** What few classes do. */
    enum Also {
        /** Each layer has four parameters of its activation. */
        XIELU,
        /** Routers have no bias, whatever the file has. */
        NO_ROUTER_BIAS,
        /** Intermediates of gated delta nets are float32. */
        DELTA_NET,
        /** Layers that read the cache of another have no keys and values, whatever the file has. */
        NO_SHARED_KV,
        /** Each layer has an indexer, whatever the file has. */
        INDEXER_EVERYWHERE
    }

    /** What quantized caches do. */
    enum KvBits {
        WORKS,
        IGNORED,
        FAILS
    }

    private static final String NAME = "classes.csv";

    private static final Map<String, List<Row>> ROWS = BundledTable.rows(MlxClass.class, NAME).stream()
            .map(MlxClass::row)
            .collect(Collectors.groupingBy(Row::architecture, Collectors.toUnmodifiableList()));

    /**
     * A row of the table.
     *
     * @param when what a model must have
     */
    private record Row(String architecture, String when, MlxClass found) {
        boolean holds(Model model, HyperParameters hp) {
            return switch (when) {
                case "" -> true;
                case "experts" -> hp.experts().isPresent();
                case "window" -> hp.window().isPresent();
                case "router-bias" ->
                    model.tensors().stream().map(TensorInfo::name).anyMatch(n -> n.endsWith(ROUTER_BIAS));
                default -> throw new IllegalStateException("unknown condition in " + NAME + ": " + when);
            };
        }
    }

    private static final String ROUTER_BIAS = "exp_probs_b.bias";

    private static Row row(List<String> fields) {
        return new Row(
                fields.get(0),
                fields.get(1),
                new MlxClass(
                        fields.get(2),
                        Routers.of(fields.get(3)),
                        names(fields.get(4), "none"),
                        names(fields.get(5), "-"),
                        fields.get(6).equals("own"),
                        Windows.valueOf(fields.get(7).toUpperCase(Locale.ROOT)),
                        KvBits.valueOf(fields.get(8).toUpperCase(Locale.ROOT)),
                        names(fields.get(9), "-").stream()
                                .map(word -> Also.valueOf(
                                        word.toUpperCase(Locale.ROOT).replace('-', '_')))
                                .collect(Collectors.toUnmodifiableSet())));
    }

    private static Set<String> names(String field, String nothing) {
        return field.equals(nothing) ? Set.of() : Set.of(field.split(" "));
    }

    /** Returns the class of a model; empty if there is none that is sized. */
    static Optional<MlxClass> find(Model model, HyperParameters hp) {
        return ROWS.getOrDefault(model.architecture(), List.of()).stream()
                .filter(row -> row.holds(model, hp))
                .map(Row::found)
                .findFirst();
    }

    /**
     * Returns the class of a model.
     *
     * @throws LaunchRefusedException if there is none that is sized
     */
    static MlxClass of(Model model, HyperParameters hp) {
        return find(model, hp)
                .orElseThrow(() -> MlxRelease.refused(
                        "mlx-lm 0.32.2 has no class for " + model.architecture() + ", or it is not sized yet"));
    }

    /** Returns whether mixed recipes work with the class: they ask for names with {@code down_proj}. */
    boolean mixes() {
        return !moreBits.isEmpty();
    }
}
