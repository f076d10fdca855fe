package dev.llmfit.recommend.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.quality.ModelQuality.Basis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the table of model quality against the catalogue and against what it was made of. */
class ModelQualitiesTest {
    private static final Path DATA = Path.of("..", "bench", "quality", "data");
    private static final Path TABLE = Path.of("src/main/resources/dev/llmfit/recommend/quality/model-quality.csv");
    private static final List<ModelSummary> MODELS = Catalogue.bundled().summaries();

    private static ModelQuality of(String id, Skill skill) {
        ModelSummary model = Catalogue.bundled().byId(id).orElseThrow().summary();
        return ModelQualities.of(model, skill).orElseThrow();
    }

    /** The same hash as {@code digest} of {@code bench/quality/catalogue.py} makes. */
    private static String digest() throws IOException, NoSuchAlgorithmException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (String file : List.of("benchmarks.csv", "derived.csv", "figures.csv")) {
            sha.update(Files.readAllBytes(DATA.resolve(file)));
        }
        sha.update(MODELS.stream()
                .sorted(Comparator.comparing(ModelSummary::id))
                .map(ModelQualitiesTest::line)
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha.digest()).substring(0, 16);
    }

    private static String line(ModelSummary m) {
        return String.join(
                "|",
                m.id(),
                m.family(),
                m.hfRepository().split("/", -1)[0],
                m.release(),
                Long.toString(m.parameters()),
                Long.toString(m.parametersActive()),
                String.join(",", m.purposes()),
                m.modalities().contains("image") ? "image" : "");
    }

    @Test
    void theTableIsMadeOfTheCatalogueAndTheFiguresThatAreThere() throws IOException, NoSuchAlgorithmException {
        String head = Files.readAllLines(TABLE).getFirst();
        assertTrue(
                head.contains(digest()),
                "the catalogue or bench/quality/data changed: run bench/quality/run, which writes the table anew");
    }

    @Test
    void everyModelHasAQualityInAllThatItWasMadeFor() {
        Set<Skill> texts = EnumSet.complementOf(EnumSet.of(Skill.VISION, Skill.EMBEDDING));
        for (ModelSummary model : MODELS) {
            Set<Skill> found = ModelQualities.of(model).keySet();
            boolean embeds =
                    model.purposes().contains("embedding") || model.purposes().contains("rerank");
            assertTrue(
                    embeds ? found.equals(Set.of(Skill.EMBEDDING)) : found.containsAll(texts),
                    model.id() + " " + found);
            assertEquals(!embeds && model.modalities().contains("image"), found.contains(Skill.VISION), model.id());
        }
    }

    @Test
    void whatManyBenchmarksMeasuredIsSurerThanWhatNobodyMeasured() {
        ModelQuality measured = of("llama3.1-8b", Skill.CODING);
        ModelQuality unmeasured = of("apertus-8b", Skill.CODING);
        assertEquals(Basis.MEASURED, measured.basis());
        assertEquals(Basis.ESTIMATED, unmeasured.basis());
        assertTrue(measured.se() < unmeasured.se(), measured + " " + unmeasured);
        assertTrue(measured.benchmarks() >= measured.sources(), measured.toString());
        assertTrue(measured.isMeasured());
        assertFalse(unmeasured.isMeasured());
    }

    @Test
    void newerAndLargerModelsOfOneMakerAreBetter() {
        assertTrue(of("qwen3.6-27b", Skill.CODING).value()
                > of("qwen2.5-coder-32b", Skill.CODING).value());
        assertTrue(of("llama3.1-70b", Skill.CHAT).value()
                > of("llama3.1-8b", Skill.CHAT).value());
        assertTrue(of("qwen3-embedding-8b", Skill.EMBEDDING).value()
                > of("bge-small-en-v1.5", Skill.EMBEDDING).value());
    }

    @Test
    void aModelOfWhichNothingIsPublishedIsJudgedBySizeAgeAndThinking() {
        Optional<YearMonth> then = Optional.of(YearMonth.of(2026, 1));
        ModelQuality small = ModelQualities.expected(Skill.REASONING, 8_000_000_000L, 8_000_000_000L, then, false);
        ModelQuality large = ModelQualities.expected(Skill.REASONING, 16_000_000_000L, 16_000_000_000L, then, false);
        ModelQuality thinking = ModelQualities.expected(Skill.REASONING, 8_000_000_000L, 8_000_000_000L, then, true);
        ModelQuality undated =
                ModelQualities.expected(Skill.REASONING, 8_000_000_000L, 8_000_000_000L, Optional.empty(), false);
        assertEquals(1, large.value() - small.value(), 0.25);
        assertTrue(thinking.value() > small.value(), thinking + " " + small);
        assertTrue(undated.se() > small.se(), undated + " " + small);
        assertEquals(Basis.ESTIMATED, small.basis());
    }
}
