package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.GgufValueType;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LayerReuse;
import dev.llmfit.gguf.catalog.CatalogueEntry.NextTokenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds laid-out models against headers that llama.cpp loads, and against the published numbers of weights. */
class CatalogueLayoutTest {
    private static final String FIXTURES = "/dev/llmfit/fixtures/catalog/";

    static Stream<List<String>> tensorDigests() {
        return table("f16-tensors.tsv").stream();
    }

    @ParameterizedTest
    @MethodSource("tensorDigests")
    void tensorsAreThoseOfTheRealHeader(List<String> row) {
        Model model = entry(row.get(0)).modelWithoutNextTokenLayers();
        assertEquals(Integer.parseInt(row.get(1)), model.tensors().size());
        assertEquals(row.get(2), digest(model));
    }

    @ParameterizedTest
    @MethodSource("tensorDigests")
    void hyperParametersAreThoseOfTheRealHeader(List<String> row) {
        Model laidOut = entry(row.get(0)).modelWithoutNextTokenLayers();
        Model real = new Model(row.get(0), realMetadata(row.get(0)), laidOut.tensors());
        assertEquals(describe(HyperParameters.of(real)), describe(HyperParameters.of(laidOut)));
    }

    @Test
    void everyEntryHasTheRecordedNumberOfWeights() {
        List<String> wrong = new ArrayList<>();
        int entries = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = entry(summary.id());
            long computed = weights(entry.modelWithoutNextTokenLayers());
            if (computed != summary.parameters()) {
                wrong.add(summary.id() + ": computed " + computed + ", recorded " + summary.parameters());
            }
            entries++;
        }
        assertEquals(List.of(), wrong);
        assertTrue(entries >= 538, "entries: " + entries);
    }

    @Test
    void projectorsHaveTheWeightsThatTheTextModelLacks() {
        assertEquals(Optional.of(419_816_304L), entry("gemma3-4b").projectorParameters());
        assertEquals(Optional.empty(), entry("llama3.1-8b").projectorParameters());
        int projectors = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = entry(summary.id());
            projectors += entry.projectorParameters().isPresent() ? 1 : 0;
            if (entry.projectorParameters().isPresent()
                    && entry.publishedParameters().isPresent()) {
                long rest = entry.publishedParameters().get() - summary.parameters();
                assertTrue(entry.projectorParameters().get() <= rest * 1.2 + 1e6, summary.id() + ": " + rest);
            }
        }
        assertTrue(projectors >= 70, "projectors: " + projectors);
    }

    @Test
    void theHyperParametersOfEveryEntryCanBeRead() {
        List<String> refused = new ArrayList<>();
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            HyperParameters hp = HyperParameters.of(entry(summary.id()).model());
            int own = hp.reuse()
                    .filter(LayerReuse.Loops.class::isInstance)
                    .map(loops -> ((LayerReuse.Loops) loops).layers())
                    .orElse(hp.nLayer());
            if (own != summary.nLayer()) {
                refused.add(summary.id() + ": " + hp.nLayer() + " layers, recorded " + summary.nLayer());
            }
        }
        assertEquals(List.of(), refused);
    }

    @Test
    void layersForNextTokensAreAppended() {
        CatalogueEntry entry = entry("glm-4.5-air");
        long trunk = entry.modelWithoutNextTokenLayers().tensors().size();
        assertTrue(entry.modelWithNextTokenLayers().tensors().size() > trunk);
        HyperParameters hp = HyperParameters.of(entry.modelWithNextTokenLayers());
        assertEquals(46, hp.nLayer());
        assertEquals(47, hp.nLayerAll());
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3.8-27b, qwen3.8:27b, 65, 1",
        "qwen3.6-27b, qwen3.6:27b, 64, 0",
        "qwen3.6-27b, unsloth/Qwen3.6-27B-MTP-GGUF, 65, 1",
        "qwen3.5-35b-a3b, qwen3.5:35b-a3b-mtp-q4_K_M, 41, 1",
        "glm-4.5, glm-4.5, 93, 1",
        "glm-4.7, glm-4.7, 93, 1",
        "glm-4.7-flash, glm-4.7-flash, 47, 0",
        "glm-5.2, glm-5.2, 79, 1",
        "k-exaone-236b-a23b, k-exaone-236b-a23b, 49, 1",
        "deepseek-v3.2, deepseek-v3.2, 62, 1",
        "deepseek-v3.1, deepseek-v3.1, 61, 0",
        "qwen3-next-80b-a3b, qwen3-next:80b, 48, 0",
        "llama3.1-8b, llama3.1-8b-mtp, 32, 0",
    })
    void layersAreThoseOfThePublishedFiles(String id, String name, int all, int nextToken) {
        HyperParameters hp = HyperParameters.of(entry(id).modelNamed(name));
        assertEquals(all, hp.nLayerAll());
        assertEquals(all - nextToken, hp.nLayer());
    }

    @Test
    void everyModelWithLayersForNextTokensSaysWhatItsFilesKeep() {
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = entry(summary.id());
            boolean kept = entry.nextTokenFiles() != NextTokenFiles.LEFT_OUT;
            assertTrue(!kept || entry.nextTokenLayers() > 0, summary.id());
        }
        assertEquals(NextTokenFiles.OWN_FILES, entry("qwen3.5-4b").nextTokenFiles());
    }

    private static CatalogueEntry entry(String id) {
        return Catalogue.bundled().byId(id).orElseThrow();
    }

    private static long weights(Model model) {
        long sum = 0;
        for (TensorInfo t : model.tensors()) {
            if (!t.name().startsWith("rope_freqs") && !t.name().startsWith("rope_factors")) {
                sum += t.elements();
            }
        }
        return sum;
    }

    private static String digest(Model model) {
        StringBuilder lines = new StringBuilder();
        model.tensors().stream()
                .map(t -> t.name() + "\t" + t.type().ggmlName() + "\t" + t.ne0() + "x" + t.ne1() + "x" + t.ne2() + "x"
                        + t.ne3() + "\n")
                .sorted()
                .forEach(lines::append);
        try {
            byte[] text = lines.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Calls every accessor, those of a layer for all layers. */
    private static Map<String, Object> describe(HyperParameters hp) {
        Map<String, Object> values = new TreeMap<>();
        for (Method method : HyperParameters.class.getMethods()) {
            if (method.getDeclaringClass() != HyperParameters.class
                    || Modifier.isStatic(method.getModifiers())
                    || method.getName().startsWith("required")) {
                continue;
            }
            if (method.getParameterCount() == 0) {
                values.put(method.getName(), text(call(hp, method)));
            } else if (Arrays.equals(method.getParameterTypes(), new Class<?>[] {int.class})) {
                for (int layer = 0; layer < hp.nLayerAll(); layer++) {
                    values.put(method.getName() + " " + layer, text(call(hp, method, layer)));
                }
            }
        }
        return values;
    }

    private static String text(Object value) {
        // A factor on the experts' weights is applied in place and changes no size.
        return String.valueOf(value).replaceFirst("weightsScale=[^,]*, ", "");
    }

    private static Object call(HyperParameters hp, Method method, Object... arguments) {
        try {
            return Objects.requireNonNull(method.invoke(hp, arguments));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method.getName(), e);
        }
    }

    private static Metadata realMetadata(String model) {
        return Objects.requireNonNull(Real.METADATA.get(model), model);
    }

    private static final class Real {
        static final Map<String, Metadata> METADATA = load();

        private static Map<String, Metadata> load() {
            Map<String, Map<String, GgufValue>> byModel = new LinkedHashMap<>();
            for (List<String> row : table("f16-metadata.tsv")) {
                byModel.computeIfAbsent(row.get(0), m -> new LinkedHashMap<>())
                        .put(row.get(1), value(row.get(2), row.get(3)));
            }
            Map<String, Metadata> metadata = new LinkedHashMap<>();
            byModel.forEach((model, values) -> metadata.put(model, new Metadata(values)));
            return metadata;
        }

        private static GgufValue value(String kind, String text) {
            return switch (kind) {
                case "int" -> new GgufValue.Int(GgufValueType.UINT32, Long.parseLong(text));
                case "real" -> new GgufValue.Real(GgufValueType.FLOAT32, Double.parseDouble(text));
                case "bool" -> new GgufValue.Bool(Boolean.parseBoolean(text));
                case "text" -> new GgufValue.Text(text);
                case "ints" -> new GgufValue.IntArray(GgufValueType.INT32, numbers(text));
                case "bools" -> new GgufValue.IntArray(GgufValueType.BOOL, numbers(text));
                default -> throw new IllegalArgumentException(kind);
            };
        }

        private static long[] numbers(String text) {
            return Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
        }
    }

    private static List<List<String>> table(String name) {
        try (InputStream in = Objects.requireNonNull(CatalogueLayoutTest.class.getResourceAsStream(FIXTURES + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split("\t", -1)))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }
}
