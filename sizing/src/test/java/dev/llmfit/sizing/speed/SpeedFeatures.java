package dev.llmfit.sizing.speed;

import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Writes what the speed model sees of each measured launch, one line of JSON each: the fit of its constants reads this table, so that
 * the work of a model is counted in one place.
 */
final class SpeedFeatures {
    private SpeedFeatures() {}

    /** Writes the table into the file that the first argument names. */
    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        for (MeasuredRow row : MeasuredRow.everything()) {
            if (row.isOfGpus()) {
                lines.add(line(row));
            }
        }
        Files.write(Path.of(args[0]), lines);
    }

    static String line(MeasuredRow row) {
        SpeedRequest request = row.request(row.work().orElseThrow());
        SpeedDevice device = request.devices().getFirst();
        HardwareEntry entry =
                HardwareDatabase.bundled().byId(row.text("hardware_id")).orElseThrow();
        StringJoiner json = new StringJoiner(",", "{", "}");
        for (String name : List.of("id", "backend", "model", "quant", "test", "source", "flags")) {
            text(json, name, row.text(name));
        }
        text(json, "hw", row.text("hardware_id"));
        text(json, "date", row.columns().getOrDefault("date", ""));
        text(json, "said_build", row.text("build"));
        text(json, "driver", row.columns().getOrDefault("driver", ""));
        text(json, "fam", device.family());
        text(json, "vendor", entry.vendor());
        text(json, "arch", request.work().architecture());
        text(json, "shape", request.work().shape());
        number(json, "modern", row.isModern() ? 1 : 0);
        number(json, "build", row.build().orElse(0));
        number(json, "tok_s", row.number("tok_s"));
        number(json, "scored", row.scored() ? 1 : 0);
        number(json, "D", request.devices().size());
        number(json, "bw", device.bandwidth());
        number(json, "peak", device.fp16Flops());
        number(json, "f32", device.fp32Flops());
        number(json, "depth", request.depth());
        number(json, "np", row.integer("n_prompt"));
        number(json, "ng", row.integer("n_gen"));
        number(
                json,
                "ub",
                Math.min(request.options().nUbatch(), request.options().nBatch()));
        number(json, "off", request.flashAttn() ? 0 : 1);
        number(json, "sc", row.fileScale());
        work(json, request);
        return json.toString();
    }

    private static void work(StringJoiner json, SpeedRequest request) {
        List<LayerWork> layers = request.work().layers();
        double experts = sum(layers, l -> l.expertBytes().sum());
        double moved = request.placed().moved().stream()
                .flatMap(List::stream)
                .mapToDouble(m -> m.expertBytes().sum())
                .sum();
        number(json, "fh", experts > 0 ? moved / experts : 0);
        number(json, "L", layers.size());
        number(json, "ops", sum(layers, LayerWork::tensors));
        number(json, "nmoe", sum(layers, l -> l.isMoe() ? 1 : 0));
        number(json, "ndel", sum(layers, l -> l.recurrence() == LayerWork.Recurrence.DELTA ? 1 : 0));
        number(json, "nscan", sum(layers, l -> l.recurrence() == LayerWork.Recurrence.SCAN ? 1 : 0));
        number(
                json,
                "used",
                layers.stream().mapToInt(LayerWork::usedExperts).max().orElse(0));
        number(
                json,
                "share",
                layers.stream().mapToDouble(LayerWork::expertShare).min().orElse(1));
        number(json, "state", sum(layers, l -> l.stateElements() * 2 * Float.BYTES));
        number(json, "denseB", sum(layers, l -> l.denseBytes().sum()));
        number(json, "expB", experts);
        byClass(json, "head", List.of(request.work().headBytes()), List.of(1.0));
        List<Double> whole = layers.stream().map(l -> 1.0).toList();
        List<Double> shares = layers.stream().map(LayerWork::expertShare).toList();
        byClass(json, "dn", layers.stream().map(LayerWork::denseBytes).toList(), whole);
        byClass(json, "dp", layers.stream().map(LayerWork::denseWeights).toList(), whole);
        byClass(json, "ex", layers.stream().map(LayerWork::expertBytes).toList(), shares);
        byClass(json, "ep", layers.stream().map(LayerWork::expertWeights).toList(), shares);
        Map<String, Integer> attention = new TreeMap<>();
        for (LayerWork l : layers) {
            LayerWork.Attention a = l.attention();
            if (a.flops() > 0) {
                attention.merge(
                        plain(a.kElements() + a.vElements()) + "," + plain(request.cellBytes(a)) + ","
                                + plain(a.flops()) + "," + a.window(),
                        1,
                        Integer::sum);
            }
        }
        StringJoiner groups = new StringJoiner(",", "[", "]");
        attention.forEach((group, n) -> groups.add("[" + n + "," + group + "]"));
        json.add("\"att\":" + groups);
    }

    private static double sum(List<LayerWork> layers, ToDoubleFunction<LayerWork> of) {
        return layers.stream().mapToDouble(of).sum();
    }

    private static void byClass(StringJoiner json, String name, List<PerClass> values, List<Double> shares) {
        Map<String, Double> sums = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
            for (WeightClass c : WeightClass.ALL) {
                sums.merge(c.gpuId(), values.get(i).get(c) * shares.get(i), Double::sum);
            }
        }
        StringJoiner object = new StringJoiner(",", "{", "}");
        sums.forEach((c, sum) -> object.add("\"" + c + "\":" + plain(sum)));
        json.add("\"" + name + "\":" + object);
    }

    private static void text(StringJoiner json, String name, String value) {
        json.add("\"" + name + "\":\"" + value.replace("\\", "").replace("\"", "") + "\"");
    }

    private static void number(StringJoiner json, String name, double value) {
        json.add("\"" + name + "\":" + plain(value));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.9g", value);
    }
}
