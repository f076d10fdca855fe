package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.layout.VisionTower;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectorLayoutTest {
    @TempDir
    Path folder;

    /** Files that the converter of b11434 wrote of checkpoints with four layers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mmproj-qwen2vl | {kind: qwen2vl, hidden: 1280, ff: 5120, layers: 4, out: 3584}",
                "mmproj-qwen25vl | {kind: qwen25vl, hidden: 1280, ff: 3420, layers: 4, out: 3584}",
                "mmproj-gemma3 | {kind: siglip-gemma3, hidden: 1152, ff: 4304, layers: 4, out: 2560, patch: 14, image: 896}",
                "mmproj-gemma4v | {kind: gemma4, hidden: 768, ff: 3072, layers: 4, out: 1536, heads_dim: 64}",
                "mmproj-mistral31 | {kind: pixtral, hidden: 1024, ff: 4096, layers: 4, out: 5120, patch: 16, merge: true, proj_bias: true}",
                "mmproj-pixtral | {kind: pixtral, hidden: 1024, ff: 4096, layers: 4, out: 5120, patch: 16, proj_bias: true}"
            })
    void tensorsAreThoseOfTheConverter(String file, String tower) throws IOException {
        Model written = written(file);
        Model laidOut = VisionTower.of("x", fields(tower)).orElseThrow();
        assertEquals(shapes(written), shapes(laidOut));
        assertEquals(written.tensorBytes(), laidOut.tensorBytes());
        for (String key : List.of("projector_type", "vision.patch_size", "vision.attention.head_count")) {
            assertEquals(
                    String.valueOf(written.metadata().find("clip." + key)),
                    String.valueOf(laidOut.metadata().find("clip." + key)));
        }
    }

    /** The layers that have a deepstack are not told by the catalogue; their sizes are. */
    @Test
    void deepstacksHaveTheirSizes() throws IOException {
        Model laidOut = VisionTower.of(
                        "x", fields("{kind: qwen3vl, hidden: 1152, ff: 4304, layers: 4, out: 4096, deepstack: 1}"))
                .orElseThrow();
        assertEquals(written("mmproj-qwen3vl").tensorBytes(), laidOut.tensorBytes());
    }

    /** The published numbers of weights close; the row of Pixtral that ends a line of an image is the text model's. */
    @Test
    void towersHaveThePublishedNumberOfWeights() {
        List<String> wrong = new ArrayList<>();
        int known = 0;
        for (ModelSummary summary : Catalogue.bundled().summaries()) {
            CatalogueEntry entry = Catalogue.bundled().byId(summary.id()).orElseThrow();
            ProjectorFile projector = entry.projector().orElse(null);
            if (projector == null || projector.layout().isEmpty()) {
                continue;
            }
            known++;
            long weights = projector.layout().get().tensors().stream()
                    .filter(t -> !t.name().equals("v.token_embd.img_break"))
                    .mapToLong(TensorInfo::elements)
                    .sum();
            boolean hears = summary.modalities().contains("audio"); // with an encoder of its own
            if (weights > projector.parameters() || (!hears && weights < 0.9 * projector.parameters())) {
                wrong.add(summary.id() + ": " + weights + " of " + projector.parameters());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(known > 40, known + " towers");
    }

    @Test
    void whatSeesImagesHasAProjector() {
        List<String> without = Catalogue.bundled().summaries().stream()
                .filter(s -> s.modalities().contains("image"))
                .map(ModelSummary::id)
                .filter(id ->
                        Catalogue.bundled().byId(id).orElseThrow().projector().isEmpty())
                .toList();
        // Gemma 4 12B turns patches into tokens without an encoder
        assertEquals(List.of("gemma4-12b"), without);
    }

    private static Map<String, String> shapes(Model model) {
        Map<String, String> shapes = new TreeMap<>();
        for (TensorInfo t : model.tensors()) {
            shapes.put(t.name(), t.type() + " " + t.ne0() + " " + t.ne1() + " " + t.ne2() + " " + t.ne3());
        }
        return shapes;
    }

    private static AuditedFields fields(String tower) {
        Complaints complaints = Complaints.thrown("", FieldsException::new);
        return AuditedFields.ofYaml("tower: " + tower, complaints).orElseThrow().section("tower");
    }

    private Model written(String name) throws IOException {
        Path file = folder.resolve(name + ".gguf");
        Files.write(file, RecordedHeaders.f16(name));
        return GgufReader.read(file, TensorData.OPTIONAL).toModel(name);
    }
}
