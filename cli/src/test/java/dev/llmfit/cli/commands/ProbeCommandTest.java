package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.machine.ProbeAnswer.FoundEngine;
import dev.llmfit.answers.machine.ProbeDocument;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.probe.bandwidth.CudaMeasurement;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.Page;
import dev.llmfit.render.machine.ProbeText;
import dev.llmfit.units.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "probe-one-gpu, rtx4090-24g-64g",
        "probe-two-gpus, 2x geforce-rtx-3090-24g",
        "probe-hybrid-laptop, laptop-4060-8g-32g-hybrid",
        "probe-unified, m2-max-96g",
        "probe-no-gpu, rpi5-8g",
        "probe-two-sockets, 2x-epyc-9175f-numa",
    })
    void textIsAsRecorded(String name, String hardware) throws IOException {
        CommandRun run = CommandRun.of("probe", "--hardware", hardware);
        assertEquals(0, run.exit(), run.err());
        GoldenText.check(name, run.out());
    }

    @Test
    void writesLabelsForTheNodesOfACluster() throws IOException {
        CommandRun printed = CommandRun.of("probe", "--hardware", "rtx4090-24g-64g", "--node-features", "-");
        assertEquals(0, printed.exit(), printed.err());
        assertTrue(
                printed.out().startsWith("llmfit.dev/gpu.count=1\nllmfit.dev/gpu.memory-mib=24564\n"), printed.out());
        Path file = folder.resolve("llmfit");
        CommandRun written =
                CommandRun.of("probe", "--hardware", "rtx4090-24g-64g", "--node-features", file.toString());
        assertEquals(0, written.exit(), written.err());
        assertEquals(printed.out(), Files.readString(file));
        CommandRun both = CommandRun.of("probe", "--json", "--node-features", "-");
        assertEquals(2, both.exit(), both.out());
    }

    @Test
    void aNarrowConsoleCutsLines() {
        CommandRun run = CommandRun.of(CommandRun.settings(), 40, "probe", "--hardware", "rtx4090-24g-64g");
        assertTrue(run.out().contains("…\n"), run.out());
    }

    /** What this machine does not have: engines, and CUDA devices that were measured. */
    @Test
    void measurementsAndEnginesAreTold() throws IOException {
        ProbeAnswer known = CommandRun.bench().ask(new ProbeQuestion(HardwareSelector.named("rtx4090-24g-64g"), false));
        ProbeAnswer measured = new ProbeAnswer(
                new ProbeQuestion(
                        HardwareSelector.THIS_MACHINE, Optional.empty(), Optional.empty(), Optional.of("raw"), true),
                known.facts(),
                known.machine(),
                List.of(new FoundEngine("llama-server", Path.of("/opt/llama/llama-server"))),
                List.of(new CudaMeasurement(
                        "0000:01:00.0", Bytes.ofGib(24), Bytes.ofGib(23.5), Bytes.ofGib(23), 912.5)),
                Optional.empty(),
                List.of(),
                List.of("the memory bandwidth of 6.0 GB/s is not kept: the machine was busy"));
        Page page = new Page(100, false, Shell.WORDS);
        ProbeText.print(measured, Optional.of("me.yaml"), page);
        GoldenText.check("probe-measured", page.text());
        SchemaCheck.conforms("probe", Json.pretty(ProbeDocument.of(measured)));
    }

    @Test
    void allNamesAreListedInOrderWithMemoryBandwidthAndPrice() throws IOException {
        CommandRun all = CommandRun.of("probe", "--list");
        assertEquals(0, all.exit(), all.err());
        List<String> names =
                all.out().lines().skip(1).map(l -> l.split(" ", 2)[0]).toList();
        assertTrue(names.containsAll(List.of("rtx4090-24g-64g", "geforce-rtx-4090-24g", "g5.xlarge")), names::toString);
        List<String> devices = names.subList(0, names.indexOf("a2-highgpu-1g"));
        assertEquals(devices.stream().sorted().toList(), devices);
        CommandRun document = CommandRun.of("probe", "--list", "--json");
        SchemaCheck.conforms("hardware-names", document.out());
        assertTrue(document.out().contains("\"geforce-rtx-4090-24g\""), document.out());
    }

    @Test
    void pastedTextComesFromTheStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(
                    "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-1)\n".repeat(2).getBytes(StandardCharsets.UTF_8)));
            CommandRun run = CommandRun.of("probe", "--hardware", "-");
            assertEquals(0, run.exit(), run.err());
            assertTrue(run.out().contains("llmfit recommend --hardware '2x geforce-rtx-3090-24g'"), run.out());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void wordsChooseAmongTheNames() {
        CommandRun some = CommandRun.of("probe", "--list", "RTX", "3090");
        assertTrue(some.out().contains("geforce-rtx-3090-24g"), some.out());
        assertTrue(some.out().lines().anyMatch(l -> l.matches("geforce-rtx-3090-ti-24g +24 +1008 .*")), some.out());
        assertFalse(some.out().contains("4090"), some.out());
        CommandRun none = CommandRun.of("probe", "--list", "banana");
        assertEquals(5, none.exit());
        assertEquals("llmfit: No hardware is called 'banana'. (use fewer words)\n", none.err());
        CommandRun loose = CommandRun.of("probe", "4090");
        assertEquals(2, loose.exit());
        assertTrue(loose.err().contains("write --hardware '4090'"), loose.err());
    }

    @Test
    void whatProbeSavesCanBeCheckedAndNamed() {
        String file = folder.resolve("me.yaml").toString();
        CommandRun saved = CommandRun.of("probe", "--save", file);
        assertEquals(0, saved.exit(), saved.err());
        assertTrue(saved.out().contains("\nSaved    " + file + "\n"), saved.out());
        assertTrue(saved.out().contains("llmfit probe --deep   measures the memory bandwidth"), saved.out());
        CommandRun checked = CommandRun.of("matrix", file);
        assertEquals(0, checked.exit(), checked.err());
        assertTrue(checked.out().contains("– this-machine"), checked.out());
        CommandRun named = CommandRun.of("probe", "--hardware", file);
        assertEquals(0, named.exit(), named.err());
        assertTrue(named.out().contains("llmfit recommend --hardware " + file), named.out());
    }

    @Test
    void aRecordingIsShownLikeTheMachine() {
        String raw = folder.resolve("raw").toString();
        CommandRun recorded = CommandRun.of("probe", "--raw", raw);
        assertEquals(0, recorded.exit(), recorded.err());
        assertTrue(recorded.out().contains("Recorded " + raw), recorded.out());
        CommandRun shown = CommandRun.of("probe", "--from-raw", raw);
        assertEquals(0, shown.exit(), shown.err());
        assertTrue(shown.out().contains("GiB free"), shown.out());
    }

    @Test
    void aRecordingThatIsNotThereIsOneSentence() {
        CommandRun run =
                CommandRun.of("probe", "--from-raw", folder.resolve("none").toString());
        assertEquals(5, run.exit());
        assertTrue(run.err().endsWith(" (write one with llmfit probe --raw DIR)\n"), run.err());
    }

    @Test
    void aRecordingNeedsAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of("probe", "--raw", file.toString());
        assertEquals(2, run.exit());
        assertTrue(run.err().contains("cannot be written"), run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "probe --deep --hardware rpi5-8g",
        "probe --raw x --hardware rpi5-8g",
        "probe --from-raw x --hardware rpi5-8g",
        "probe --from-raw x --deep",
    })
    void twoMachinesAtOnceAreRefused(String command) {
        CommandRun run = CommandRun.of(command.split(" ", -1));
        assertEquals(2, run.exit());
        assertEquals(
                "llmfit: --deep and --raw read this machine, not one that is named or recorded."
                        + " (leave out --hardware, --from-raw and --ssh)\n",
                run.err());
    }
}
