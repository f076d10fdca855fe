package dev.llmfit.cli.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.units.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelListTest {
    private static final long GIB = 1L << 30;

    private static String printed(Consumer<Console> answer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        answer.accept(new Console(stream, stream, 100, false));
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Machine machine(String id) {
        return MachineResolver.bundled(() -> {
                    throw new HardwareException("not this machine", "");
                })
                .resolve(HardwareSelector.named(id));
    }

    @Test
    void theTableNamesTheModelFirstAndFitsTheWidth() {
        Optional<Machine> machine = Optional.of(machine("rtx4090-24g-64g"));
        String text = printed(
                c -> ModelList.search(Catalogue.bundled(), "qwen3 8b", machine).print(c, false));
        List<String> lines = text.lines().toList();
        assertTrue(lines.getFirst().startsWith("model "), text);
        assertTrue(lines.get(1).startsWith("qwen3:8b "), text);
        assertTrue(lines.get(1).contains(" GPU "), text);
        assertTrue(lines.getLast().endsWith("llmfit models show qwen3:8b"), text);
        assertTrue(lines.stream().allMatch(line -> line.length() <= 100), text);
    }

    @Test
    void wordsOfANameNeedNotStandTogether() {
        List<String> found = ModelList.search(Catalogue.bundled(), "llama 8b", Optional.empty()).models().stream()
                .limit(2)
                .map(m -> m.id())
                .toList();
        assertEquals(2, found.size());
        assertTrue(found.stream().allMatch(id -> id.contains("llama") && id.contains("8b")), found.toString());
    }

    @Test
    void withoutAQueryAllModelsAreListed() {
        ModelList all = ModelList.search(Catalogue.bundled(), " ", Optional.empty());
        assertEquals(Catalogue.bundled().summaries().size(), all.models().size());
    }

    @Test
    void nothingFoundNamesTheNearest() {
        ModelNotFoundException e = assertThrows(
                ModelNotFoundException.class,
                () -> ModelList.search(Catalogue.bundled(), "qwen3 9999b", Optional.empty()));
        assertTrue(e.nearest().contains("qwen3:8b"), e.nearest().toString());
    }

    @Test
    void weightsFitWhereTheyHaveRoom() {
        Machine machine = machine("rtx4090-24g-64g");
        assertEquals(WeightsFit.GPU, WeightsFit.of(machine, 5 * GIB));
        assertEquals(WeightsFit.PARTIAL_GPU, WeightsFit.of(machine, 40 * GIB));
        assertEquals(WeightsFit.NO, WeightsFit.of(machine, 400 * GIB));
        Machine unified = machine("m2-max-96g");
        assertEquals(WeightsFit.GPU, WeightsFit.of(unified, 40 * GIB));
        assertEquals(WeightsFit.NO, WeightsFit.of(unified, 120 * GIB));
        assertEquals(WeightsFit.CPU, WeightsFit.of(machine("rpi5-8g"), 2 * GIB));
    }

    @Test
    void oneModelIsShownWithItsCacheAndSizes() throws IOException {
        ModelDetails details =
                ModelDetails.of(ModelResolver.of(Environment.ofProcess(), false).resolve("llama3.1:8b"));
        String text = printed(details::print);
        assertTrue(text.contains("128.0 KiB a token at f16, over 32 of 32 layers"), text);
        assertTrue(text.contains("Q4_K_M 4.6 GiB"), text);
        assertTrue(text.contains("llmfit quants llama3.1:8b"), text);
    }

    @Test
    void latentAttentionIsShownWithTheCacheThatItKeeps() throws IOException {
        ModelDetails details =
                ModelDetails.of(ModelResolver.of(Environment.ofProcess(), false).resolve("deepseek-v3"));
        String text = printed(details::print);
        assertTrue(text.contains("68.6 KiB a token at f16, over 61 of 61 layers"), text);
    }

    @Test
    void anEmptyMachineSaysWhereItLooked(@TempDir Path home) throws IOException {
        LocalModels stores = new LocalModels(StoreFolders.of(Environment.ofProcess()
                .withVariables(Map.of("OLLAMA_MODELS", home.toString()))
                .withHome(home)
                .withOsName("Linux")));
        LocalList list = new LocalList(stores.list(), Optional.empty());
        assertTrue(printed(list::print).startsWith("No models were found on this machine."));
    }
}
