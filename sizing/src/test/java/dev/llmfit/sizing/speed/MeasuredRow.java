package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.EngineBuild;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of {@code speed-rows.csv} or {@code modern-rows.csv}: a measured speed and the launch that it was measured with.
 *
 * @param columns values by heading
 */
record MeasuredRow(Map<String, String> columns) {
    private static final String FOLDER = "/dev/llmfit/fixtures/speed/";
    private static final Pattern BUILD = Pattern.compile("\\bb\\d{4,5}\\b");
    private static final Map<String, Optional<Model>> MODELS = new ConcurrentHashMap<>();
    private static final Map<String, ModelWork> WORK = new ConcurrentHashMap<>();

    private static final Map<String, Double> PREDICTIONS = readPredictions();

    /** The first build whose llama-bench chooses flash attention by itself; the last seen without it is b9409. */
    private static final int CHOOSES_FLASH_ATTENTION = 9_444;

    /** Returns the rows of both files. */
    static List<MeasuredRow> everything() {
        List<MeasuredRow> rows = new ArrayList<>(all());
        rows.addAll(modern());
        return rows;
    }

    /** Returns the rows of 2023 to 2026 with the older public scoreboards. */
    static List<MeasuredRow> all() {
        return read("speed-rows.csv");
    }

    /** Returns the cells of 2024-12 to 2026-10. */
    static List<MeasuredRow> modern() {
        return read("modern-rows.csv");
    }

    private static List<MeasuredRow> read(String file) {
        List<String> lines = resource(file).lines().toList();
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
    }

    private static String resource(String file) {
        try (InputStream in = MeasuredRow.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the fit predicts, by id. */
    static Map<String, Double> predictions() {
        return PREDICTIONS;
    }

    private static Map<String, Double> readPredictions() {
        Map<String, Double> values = new HashMap<>();
        resource("speed-predictions.csv")
                .lines()
                .skip(1)
                .forEach(line -> values.put(
                        line.substring(0, line.indexOf(',')), Double.valueOf(line.substring(line.indexOf(',') + 1))));
        return Map.copyOf(values);
    }

    String text(String... names) {
        for (String name : names) {
            String value = columns.get(name);
            if (value != null) {
                return value;
            }
        }
        throw new IllegalArgumentException("no column " + String.join(", ", names));
    }

    int integer(String column) {
        String value = columns.getOrDefault(column, "");
        return value.isEmpty() ? 0 : Integer.parseInt(value);
    }

    double number(String column) {
        String value = columns.getOrDefault(column, "");
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    boolean isModern() {
        return columns.containsKey("case");
    }

    boolean scored() {
        return integer("score") == 1;
    }

    boolean isGeneration() {
        return text("test").startsWith("tg");
    }

    /** Returns whether the launch keeps every layer on GPUs of one kind, which the model knows. */
    boolean isOfGpus() {
        return !text("backend").equals("cpu")
                && !columns.getOrDefault("case", "").equals("rpc")
                && !text("hardware_id").contains("+")
                && model().isPresent()
                && (columns.getOrDefault("ngl", "").isEmpty()
                        || integer("ngl") >= work().orElseThrow().layers().size());
    }

    /** Returns whether the fit saw the row: a launch that is all on GPUs, of an unpatched engine, with a file of about its type's size. */
    boolean isFitted() {
        return isOfGpus() && expertsOnCpu() == 0 && MeasuredRow.predictions().containsKey(text("id"));
    }

    /** Returns what has one vote together: reporter, device, model, file type, test, empty context or not. */
    String configuration() {
        return String.join(
                "|",
                isModern() ? text("source") : "",
                text("hardware_id"),
                text("backend"),
                text("model"),
                text("quant"),
                isGeneration() ? "tg" : "pp",
                integer("depth") > 0 ? "depth" : "empty");
    }

    /** Returns the layers whose experts are on the CPU. */
    int expertsOnCpu() {
        return Math.max(integer("n_cpu_moe"), integer("moe_on_cpu"));
    }

    /** Returns the size of the measured file over that of the file type that it is named after. */
    double fileScale() {
        if (!isModern()) {
            return number("file_scale");
        }
        double bytes = number("file_bytes");
        return bytes > 0
                ? bytes
                        / model().orElseThrow().tensors().stream()
                                .mapToLong(TensorInfo::bytes)
                                .sum()
                : 1;
    }

    /** Returns whether the measured file is the file type it is named after, so that the catalogue has the same bytes. */
    boolean isPlainFileType() {
        return Math.abs(fileScale() - 1) < 0.02;
    }

    Optional<Model> model() {
        return MODELS.computeIfAbsent(
                text("model") + " " + fileType(),
                key -> FileType.byName(fileType())
                        .flatMap(type ->
                                Catalogue.bundled().find(text("model")).map(e -> Quantizer.quantize(e.model(), type))));
    }

    /** Returns the type of llama-quantize that is nearest to a publisher's name. */
    String fileType() {
        String name = text("quant").replaceFirst("^UD-", "").replaceFirst("-[0-9.]+bpw$", "");
        return switch (name) {
            case "MXFP4" -> "MXFP4_MOE";
            case "Q6_K_L", "Q6_K_XL" -> "Q6_K";
            case "Q8_K_XL" -> "Q8_0";
            case "Q2_K_XL", "Q2_K_L" -> "Q2_K";
            case "IQ4_NL_XL" -> "IQ4_NL";
            case "Q3_K_XL", "Q3_K" -> "Q3_K_M";
            case "Q4_K_L", "Q4_K_XL", "Q4_K" -> "Q4_K_M";
            case "Q5_K_L", "Q5_K_XL", "Q5_K" -> "Q5_K_M";
            default -> name;
        };
    }

    Optional<ModelWork> work() {
        return model().map(m ->
                WORK.computeIfAbsent(text("model") + " " + fileType(), key -> ModelWork.of(m, HyperParameters.of(m))));
    }

    SpeedDevice device() {
        Backend backend = Backend.byId(text("backend")).orElseThrow();
        return HardwareDatabase.bundled()
                .byId(text("hardware_id"))
                .flatMap(e -> SpeedDevice.of(e, backend))
                .orElseThrow();
    }

    /** Returns the build that the row names; of several the median. Empty where it names none. */
    Optional<Integer> build() {
        List<Integer> builds = text("build")
                .lines()
                .flatMap(line -> List.of(line.split(" ", -1)).stream())
                .filter(word -> word.matches("b[0-9]{4,5}"))
                .map(word -> Integer.valueOf(word.substring(1)))
                .sorted()
                .toList();
        return builds.isEmpty() ? Optional.empty() : Optional.of(builds.get(builds.size() / 2));
    }

    /** Returns the first build that the row names, as a request would state it; the newest where it names none. */
    EngineBuild askedBuild() {
        Matcher named = BUILD.matcher(text("build"));
        return named.find() ? EngineBuild.parse(named.group()) : EngineBuild.NEWEST;
    }

    /** Returns whether flash attention was on; where a row does not say, what its program chooses by itself. */
    boolean flashAttn() {
        String stated = text("fa");
        if (stated.equals("on") || stated.equals("off")) {
            return stated.equals("on");
        }
        boolean server = text("flags").contains("not_llama_bench");
        return server
                || build().map(b -> b >= CHOOSES_FLASH_ATTENTION)
                        .orElseGet(() -> text("date", "build").compareTo("2026-06") >= 0);
    }

    private GgmlType cacheType(String column) {
        String name = columns.getOrDefault(column, columns.getOrDefault("kv_type", ""));
        return name.isEmpty() ? GgmlType.F16 : GgmlType.byName(name).orElseThrow();
    }

    LaunchOptions options() {
        LaunchOptions options = LaunchOptions.defaults()
                .withNCpuMoe(expertsOnCpu())
                .withTypeK(cacheType("type_k"))
                .withTypeV(cacheType("type_v"));
        int ubatch = integer("n_ubatch");
        int batch = integer("n_batch");
        LaunchOptions sized = ubatch > 0 ? options.withNUbatch(ubatch) : options;
        return batch > 0 ? sized.withNBatch(batch) : sized.withNBatch(Math.max(sized.nBatch(), sized.nUbatch()));
    }

    SpeedRequest request(ModelWork work) {
        int devices = Math.max(1, integer("n_gpus"));
        int layers = work.layers().size() + 1;
        List<Integer> placement = new ArrayList<>();
        for (int il = 0; il < layers; il++) {
            placement.add(il * devices / layers);
        }
        return new SpeedRequest(
                        work,
                        options(),
                        placement,
                        flashAttn(),
                        Collections.nCopies(devices, device()),
                        Optional.empty(),
                        Math.max(1, integer("n_prompt")),
                        Math.max(1, integer("n_gen")),
                        integer("depth"),
                        1)
                .withBuild(askedBuild());
    }

    @Override
    public String toString() {
        return text("hardware_id") + " x" + text("n_gpus") + " " + text("backend") + " " + text("model") + " "
                + text("quant") + " " + text("test") + " @" + text("depth");
    }
}
