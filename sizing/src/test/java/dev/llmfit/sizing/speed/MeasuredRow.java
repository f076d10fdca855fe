package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One row of {@code speed-rows.csv}: a measured speed and the work of its model as {@code speed_rows.py} counted it.
 *
 * @param columns values by heading
 */
record MeasuredRow(Map<String, String> columns) {
    private static final String FILE = "/dev/llmfit/fixtures/speed/speed-rows.csv";
    private static final String PREDICTIONS = "/dev/llmfit/fixtures/speed/speed-predictions.csv";
    private static final Map<String, ModelWork> WORK = new ConcurrentHashMap<>();

    static List<MeasuredRow> all() {
        try (InputStream in = MeasuredRow.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] names = lines.getFirst().split(",", -1);
            List<MeasuredRow> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] values = line.split(",", -1);
                Map<String, String> columns = new HashMap<>();
                for (int i = 0; i < names.length; i++) {
                    columns.put(names[i], values[i]);
                }
                rows.add(new MeasuredRow(columns));
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what {@code fit_speed.py} predicts, by id. */
    static Map<String, Double> predictions() {
        try (InputStream in = MeasuredRow.class.getResourceAsStream(PREDICTIONS)) {
            if (in == null) {
                throw new IllegalStateException(PREDICTIONS + " is missing");
            }
            Map<String, Double> values = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .forEach(line -> values.put(
                            line.substring(0, line.indexOf(',')),
                            Double.valueOf(line.substring(line.indexOf(',') + 1))));
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String column) {
        String value = columns.get(column);
        if (value == null) {
            throw new IllegalArgumentException("no column " + column);
        }
        return value;
    }

    int integer(String column) {
        String value = text(column);
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    double number(String column) {
        return Double.parseDouble(text(column));
    }

    boolean scored() {
        return integer("score") == 1;
    }

    boolean isGeneration() {
        return text("test").startsWith("tg");
    }

    /** Returns whether the measured file is the file type it is named after, so that the catalogue has the same bytes. */
    boolean isPlainFileType() {
        return Math.abs(number("file_scale") - 1) < 0.02;
    }

    Optional<Model> model() {
        FileType type = FileType.byName(fileType()).orElseThrow();
        return Catalogue.bundled().find(text("model")).map(e -> Quantizer.quantize(e.model(), type));
    }

    private String fileType() {
        return switch (text("quant")) {
            case "MXFP4" -> "MXFP4_MOE";
            case "Q4_K", "Q4_K_XL", "UD-Q4_K_XL" -> "Q4_K_M";
            default -> text("quant");
        };
    }

    Optional<ModelWork> work() {
        String key = text("model") + " " + fileType();
        ModelWork known = WORK.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ModelWork> made = model().map(m -> ModelWork.of(m, HyperParameters.of(m)));
        made.ifPresent(w -> WORK.put(key, w));
        return made;
    }

    SpeedDevice device() {
        Backend backend = Backend.byId(text("backend")).orElseThrow();
        return HardwareDatabase.bundled()
                .byId(text("hardware_id"))
                .flatMap(e -> SpeedDevice.of(e, backend))
                .orElseThrow();
    }

    SpeedRequest request(ModelWork work) {
        int devices = integer("n_gpus");
        int layers = work.layers().size() + 1;
        List<Integer> placement = new ArrayList<>();
        for (int il = 0; il < layers; il++) {
            placement.add(il * devices / layers);
        }
        LaunchOptions options = LaunchOptions.defaults();
        int ubatch = integer("n_ubatch");
        return new SpeedRequest(
                work,
                ubatch > 0 ? options.withNUbatch(ubatch) : options,
                placement,
                !text("fa").equals("off"),
                Collections.nCopies(devices, device()),
                Optional.empty(),
                Math.max(1, integer("n_prompt")),
                Math.max(1, integer("n_gen")),
                integer("depth"),
                1);
    }

    @Override
    public String toString() {
        return text("hardware_id") + " x" + text("n_gpus") + " " + text("backend") + " " + text("model") + " "
                + text("quant") + " " + text("test") + " @" + text("depth");
    }
}
