package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.answers.doctor.DoctorDocument;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.doctor.Doctor;
import dev.llmfit.probe.doctor.Runtimes;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.render.Page;
import dev.llmfit.render.doctor.DoctorText;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private static DoctorAnswer answer(String hardware, Runtimes runtimes) {
        Machine machine = CommandRun.bench().machine(HardwareSelector.named(hardware));
        Probe<String> oshi = new Probe.Absent<>("not asked");
        return new DoctorAnswer(
                machine, runtimes, Doctor.examine(machine, runtimes, oshi), List.of(), "25.0.1", Optional.empty());
    }

    private static String text(DoctorAnswer answer, Optional<String> written) {
        Page page = new Page(100, false, Shell.WORDS);
        DoctorText.print(answer, written, page);
        return page.text();
    }

    @Test
    void whatRuntimesSeeStandsBesideTheMachine() throws IOException {
        Map<String, Probe<String>> lists = new LinkedHashMap<>();
        lists.put(
                "llama-server",
                new Probe.Found<>(
                        "Available devices:\n  CUDA0: NVIDIA GeForce RTX 4090 (24081 MiB, 23675 MiB free)\n", "test"));
        lists.put("llama-bench", new Probe.Failed<>("it ended with 127"));
        Runtimes.Loaded loaded = new Runtimes.Loaded("llama3.1:8b", Bytes.ofGib(6), Bytes.ofGib(2));
        DoctorAnswer answer =
                answer("rtx4090-24g-64g", new Runtimes(lists, new Probe.Found<>(List.of(loaded), "Ollama /api/ps")));
        GoldenText.check("doctor-runtimes", text(answer, Optional.of("report.txt")));
        SchemaCheck.conforms("doctor", Json.pretty(DoctorDocument.of(answer)));
    }

    @Test
    void aRuntimeThatSeesNoGpuIsNamed() throws IOException {
        Map<String, Probe<String>> lists =
                Map.of("llama-server", new Probe.Found<>("Available devices:\n  CPU: AMD\n", "test"));
        DoctorAnswer answer = answer("geforce-rtx-3060-12g", new Runtimes(lists, new Probe.Absent<>("not installed")));
        GoldenText.check("doctor-blind", text(answer, Optional.empty()));
        assertEquals(Outcome.NOT_MET, answer.outcome());
    }

    @Test
    void aReportHoldsNothingPrivate() throws IOException {
        Path report = folder.resolve("report.txt");
        CommandRun run = CommandRun.of("doctor", "--report", report.toString());
        assertTrue(List.of(0, 3).contains(run.exit()), run.err());
        assertTrue(run.out().endsWith("Report   " + report + "\n"), run.out());
        String text = Files.readString(report);
        assertTrue(text.startsWith("llmfit "), text);
        assertTrue(text.contains("GiB free"), text);
        Environment here = Environment.ofProcess();
        assertFalse(text.contains(here.home() + "/"), text);
        SchemaCheck.conforms("doctor", CommandRun.of("doctor", "--json").out());
    }
}
