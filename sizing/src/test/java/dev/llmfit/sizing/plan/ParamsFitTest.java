package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --fit} chooses, against llama-fit-params of b11434 ({@code fit-params.tsv}, recorded by {@code bench/fit-params}). */
class ParamsFitTest {
    @TempDir
    static Path folder;

    private static final int LEAST_CONTEXT = 4_096;

    /**
     * A choice of the real program.
     *
     * @param devices devices of RPC servers, each with all of this memory free
     */
    record Row(String model, int devices, long free, String targets, List<String> options, String choice) {}

    static Stream<Row> rows() throws IOException {
        try (InputStream in = ParamsFitTest.class.getResourceAsStream("fit-params.tsv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.startsWith("#")).map(l -> {
                String[] cells = l.split("\t", -1);
                List<String> options = cells[4].equals("-") ? List.of() : List.of(cells[4].split(" ", -1));
                return new Row(
                        cells[0], Integer.parseInt(cells[1]), Long.parseLong(cells[2]), cells[3], options, cells[5]);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void choosesWhatTheProgramChooses(Row row) throws IOException {
        FittedLaunch fitted = fit(row);
        LaunchOptions chosen = fitted.options();
        if (row.choice().equals("failure")) {
            assertTrue(fitted.failure().isPresent());
            return;
        }
        StringBuilder said = new StringBuilder("-c " + chosen.nCtx() + " -ngl " + chosen.nGpuLayers());
        if (row.devices() > 1 && chosen.nGpuLayers() >= 0) {
            said.append(" -ts ")
                    .append(chosen.tensorSplit().stream()
                            .map(s -> Long.toString(Math.round(s)))
                            .collect(Collectors.joining(",")));
        }
        if (!chosen.overrideTensor().isEmpty()) {
            said.append(" -ot \"")
                    .append(String.join(",", chosen.overrideTensor()))
                    .append('"');
        }
        assertEquals(row.choice(), said.toString());
    }

    private static FittedLaunch fit(Row row) throws IOException {
        Model model = model(row.model());
        HyperParameters hyper = HyperParameters.of(model);
        List<DeviceMemory> devices = new ArrayList<>();
        for (int d = 0; d < row.devices(); d++) {
            devices.add(new DeviceMemory("RPC" + d, Backend.CPU, Bytes.of(row.free()), Bytes.of(row.free())));
        }
        GraphEstimator estimator = new GraphEstimator();
        LaunchOptions options = options(row.options());
        List<Bytes> targets = Stream.of(row.targets().split(",", -1))
                .map(t -> Bytes.ofMib(Double.parseDouble(t)))
                .toList();
        return new ParamsFit(
                        new ParamsFit.Shape(
                                hyper.nLayer(),
                                hyper.nCtxTrain(),
                                hyper.experts().isPresent()),
                        new ParamsFit.Wish(targets, OptionalInt.of(least(row.options())), false, Bytes.of(row.free())),
                        tried -> estimator.estimate(model, devices, tried, EngineBuild.NEWEST),
                        devices,
                        options)
                .fit();
    }

    private static LaunchOptions options(List<String> words) {
        LaunchOptions options = LaunchOptions.defaults();
        options = options.withNOutputsMax(options.nBatch());
        for (int i = 0; i + 1 < words.size(); i += 2) {
            String value = words.get(i + 1);
            options = switch (words.get(i)) {
                case "-c" -> options.withNCtx(Integer.parseInt(value));
                case "-ub" -> options.withNUbatch(Integer.parseInt(value));
                case "-np" -> options.withNParallel(Integer.parseInt(value));
                case "-ctk" -> options.withTypeK(GgmlType.byName(value).orElseThrow());
                case "-ctv" -> options.withTypeV(GgmlType.byName(value).orElseThrow());
                default -> options;
            };
        }
        return options;
    }

    private static int least(List<String> words) {
        int at = words.indexOf("-fitc");
        return at < 0 ? LEAST_CONTEXT : Integer.parseInt(words.get(at + 1));
    }

    private static Model model(String name) throws IOException {
        Path file = folder.resolve(name + ".gguf");
        if (!Files.exists(file)) {
            Files.write(file, RecordedHeaders.f16(name));
        }
        return GgufReader.read(file, TensorData.OPTIONAL).toModel(name);
    }

    @Test
    void whatFitsIsLeftAsItIs() throws IOException {
        Row row = new Row("llama3.1-8b", 1, 1L << 40, "1024", List.of("-c", "4096"), "");
        assertEquals(false, fit(row).isChanged());
        assertTrue(fit(row).failure().isEmpty());
    }

    @Test
    void withoutDevicesTheContextAloneIsChosen() throws IOException {
        Row row = new Row("llama3.1-8b", 0, 24L << 30, "1024", List.of(), "");
        FittedLaunch fitted = fit(row);
        assertTrue(fitted.options().nCtx() < 131_072 && fitted.options().nCtx() >= LEAST_CONTEXT);
        assertTrue(fitted.failure().isEmpty());
        assertTrue(fit(new Row("llama3.1-8b", 0, 8L << 30, "1024", List.of(), ""))
                .failure()
                .isPresent());
    }
}
