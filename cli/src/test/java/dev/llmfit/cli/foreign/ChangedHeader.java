package dev.llmfit.cli.foreign;

import dev.llmfit.fixtures.Mutation;
import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.Architecture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes what a header says, not its bytes: one to three keys or tensors that contradict the others. */
final class ChangedHeader {
    private static final long[] NUMBERS = {
        0, 1, 2, 3, -1, 255, 4096, (1L << 31) - 1, 1L << 31, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final double[] REALS = {0, -1, 1e-30, 1e30, Double.NaN, Double.POSITIVE_INFINITY};
    private static final List<String> NAMES = List.of(
            "strange.thing",
            "blk.-1.attn_q.weight",
            "blk.x.attn_q.weight",
            "blk.99999999999.ffn_up.weight",
            "blk.0.attn_k.bias",
            "output.weight",
            "rope_freqs.weight",
            "blk.0.ffn_gate_exps.weight",
            "v.blk.0.attn_q.weight",
            "\u001b[31m");
    private static final List<String> ARCHITECTURES = List.copyOf(Architecture.names());

    private ChangedHeader() {}

    /** Returns a mutant: its bytes are damaged, or the header says something else, or both. */
    static byte[] of(Mutation mutation, byte[] seed, byte[] other) {
        if (mutation.below(4) == 0) {
            return mutation.of(seed, other);
        }
        try {
            GgufFile file = GgufReader.read(ByteSource.ofBytes(seed), TensorData.OPTIONAL);
            Map<String, GgufValue> keys = new LinkedHashMap<>(file.metadata().asMap());
            List<TensorInfo> tensors = new ArrayList<>(file.tensors());
            for (int i = 1 + mutation.below(3); i > 0; i--) {
                if (mutation.below(3) == 0 && !tensors.isEmpty()) {
                    changeTensor(mutation, tensors);
                } else {
                    changeKey(mutation, keys);
                }
            }
            return GgufWriter.header(new Metadata(keys), tensors);
        } catch (IOException | RuntimeException e) {
            return mutation.of(seed, other); // the seed is a mutant itself, or what was chosen cannot be written
        }
    }

    private static void changeKey(Mutation mutation, Map<String, GgufValue> keys) {
        List<String> names = new ArrayList<>(keys.keySet());
        String name = names.get(mutation.below(names.size()));
        GgufValue value = keys.get(name);
        long number = NUMBERS[mutation.below(NUMBERS.length)];
        if (name.equals("general.architecture") && mutation.below(3) == 0) {
            keys.put(name, new GgufValue.Text(ARCHITECTURES.get(mutation.below(ARCHITECTURES.size()))));
            return;
        }
        switch (mutation.below(10)) {
            case 0 -> keys.remove(name);
            case 1 -> keys.put(name, new GgufValue.Text(mutation.below(2) == 0 ? "" : "x\u001b[31m\n"));
            case 2 -> keys.put(name, new GgufValue.Bool(mutation.below(2) == 0));
            case 3 -> keys.put(name, array(mutation, new long[mutation.below(3) == 0 ? 0 : 1 + mutation.below(70)]));
            case 4 -> keys.put(name, new GgufValue.Real(GgufValueType.FLOAT32, REALS[mutation.below(REALS.length)]));
            default -> keys.put(name, changed(mutation, value, number));
        }
    }

    private static GgufValue changed(
            Mutation mutation, @org.jspecify.annotations.Nullable GgufValue value, long number) {
        return switch (value) {
            case GgufValue.Int i -> new GgufValue.Int(i.type(), near(mutation, i.value(), number));
            case GgufValue.Real r -> new GgufValue.Real(r.type(), REALS[mutation.below(REALS.length)]);
            case GgufValue.IntArray a
            when a.length() > 0 -> {
                long[] values = Arrays.copyOf(a.toArray(), a.length() + mutation.below(3) - 1);
                if (values.length > 0) {
                    int at = mutation.below(values.length);
                    values[at] = near(mutation, values[at], number);
                }
                yield new GgufValue.IntArray(a.elementType(), values);
            }
            case null, default -> new GgufValue.Int(GgufValueType.UINT32, number);
        };
    }

    private static long near(Mutation mutation, long value, long number) {
        return switch (mutation.below(6)) {
            case 0 -> value + 1;
            case 1 -> value - 1;
            case 2 -> value * 2;
            case 3 -> value / 2;
            default -> number;
        };
    }

    private static GgufValue array(Mutation mutation, long[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = mutation.below(4) == 0 ? NUMBERS[mutation.below(NUMBERS.length)] : mutation.below(3);
        }
        return new GgufValue.IntArray(GgufValueType.INT32, values);
    }

    private static void changeTensor(Mutation mutation, List<TensorInfo> tensors) {
        int at = mutation.below(tensors.size());
        TensorInfo t = tensors.get(at);
        String name = NAMES.get(mutation.below(NAMES.size()));
        switch (mutation.below(7)) {
            case 0 -> tensors.remove(at);
            case 1 -> tensors.add(new TensorInfo(name, t.type(), t.ne0(), t.ne1(), t.ne2(), t.ne3()));
            case 2 -> tensors.set(at, new TensorInfo(name, t.type(), t.ne0(), t.ne1(), t.ne2(), t.ne3()));
            case 3 -> {
                GgmlType[] types = GgmlType.values();
                tensors.set(at, t.withType(types[mutation.below(types.length)]));
            }
            default -> {
                long[] ne = {t.ne0(), t.ne1(), t.ne2(), t.ne3()};
                int dimension = mutation.below(4);
                ne[dimension] =
                        Math.abs(near(mutation, ne[dimension], NUMBERS[mutation.below(NUMBERS.length)]) % (1L << 62));
                tensors.set(at, new TensorInfo(t.name(), t.type(), ne[0], ne[1], ne[2], ne[3]));
            }
        }
    }
}
