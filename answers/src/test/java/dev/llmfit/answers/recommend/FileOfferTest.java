package dev.llmfit.answers.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.fixtures.RecordedHeaders;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.units.Environment;
import dev.llmfit.units.NextStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recommended of a file on this machine: its own type and its own size, and commands that name it. */
class FileOfferTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));
    private static final String MODEL = "llama3.1-8b";

    @TempDir
    private Path folder;

    private RecommendAnswer ask(Path file, String hardware) {
        return BENCH.ask(new RecommendQuestion(
                Optional.of(file.toString()), HardwareSelector.named(hardware), LaunchWish.chat()));
    }

    private Model f16() throws IOException {
        Path file = Files.write(folder.resolve("recorded.gguf"), RecordedHeaders.f16(MODEL));
        return GgufReader.read(file, TensorData.OPTIONAL).toModel(MODEL);
    }

    private Path header(String name, Model model) throws IOException {
        Path file = folder.resolve(name);
        GgufWriter.writeHeader(file, model.metadata(), model.tensors());
        return file;
    }

    @ParameterizedTest
    @CsvSource({
        "Q4_K_M, rtx4090-24g-64g, FULL_GPU",
        "Q8_0, geforce-rtx-3060-12g, FULL_GPU",
        "F16, geforce-rtx-3060-12g, PARTIAL_GPU"
    })
    void theTypeAndSizeOfTheFileAreTaken(String type, String hardware, Verdict verdict) throws IOException {
        Model model = Quantizer.of(f16()).quantize(FileType.byName(type).orElseThrow(), Imatrix.ABSENT);
        Path file = header("mine.gguf", model);
        RecommendAnswer answer = ask(file, hardware);
        Candidate best = answer.first().orElseThrow();
        assertEquals(Answer.Outcome.DONE, answer.outcome());
        assertEquals(type, best.fileType());
        assertEquals(
                GgufWriter.fileBytes(model.metadata(), model.tensors()),
                best.fileBytes().count());
        assertEquals(verdict, best.verdict());
        assertEquals(
                1,
                answer.found().candidates().stream()
                        .map(Candidate::fileType)
                        .distinct()
                        .count());
        String command = String.valueOf(best.commands().get("llama.cpp"));
        assertTrue(command.startsWith("llama-server -m " + file), command);
        NextStep.Ask proof = RecommendAnswer.proof(best);
        assertEquals(file.toString(), proof.with().get("model"));
    }

    @Test
    void aFileThatFitsNowhereHasAModelInsteadOfIt() throws IOException {
        RecommendAnswer answer = ask(header("large.gguf", f16()), "rpi5-8g");
        assertEquals(Answer.Outcome.NOT_MET, answer.outcome());
        assertTrue(answer.found().why().isPresent());
        assertTrue(answer.found().instead().isPresent());
        assertTrue(!answer.runs() || answer.first().isPresent());
        assertTrue(Files.exists(folder.resolve("large.gguf")));
    }
}
