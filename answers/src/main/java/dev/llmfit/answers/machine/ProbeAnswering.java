package dev.llmfit.answers.machine;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.kept.KeptNumbers;
import dev.llmfit.answers.machine.ProbeAnswer.FoundEngine;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.llamacpp.LlamaCppPrograms;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.bandwidth.CudaMeasurement;
import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.bandwidth.StreamingRead;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.live.InstalledEngines;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.remote.SshHost;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.probe.source.RecordingSource;
import dev.llmfit.probe.source.Source;
import dev.llmfit.sizing.speed.SpeedHost;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a machine, records it, measures it. */
final class ProbeAnswering {
    /** How often the memory is read: so often tells how much readings vary. */
    private static final int DEEP_READINGS = 5;

    /** How long a reading takes. */
    private static final long DEEP_MILLIS = 600;

    /** Bytes that all threads read together: far more than any processor's caches hold. */
    private static final long DEEP_BYTES = 1L << 30;

    private final ProbeQuestion question;
    private final Workbench bench;
    private final List<String> notes = new ArrayList<>();

    ProbeAnswering(ProbeQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    ProbeAnswer answer() throws IOException, InterruptedException {
        MachineFacts facts = question.deep() ? measured(facts()) : facts();
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(facts);
        Probe<List<CudaMeasurement>> cuda =
                question.deep() ? cuda(machine) : new Probe.Absent<>("measured only where it is asked for");
        return new ProbeAnswer(
                question,
                facts,
                machine,
                question.isHere() ? engines() : List.of(),
                cuda.found().orElse(List.of()),
                cuda instanceof Probe.Failed<List<CudaMeasurement>> failed
                        ? Optional.of(failed.reason())
                        : Optional.empty(),
                question.isHere() ? KeptNumbers.here(bench, machine) : List.of(),
                notes);
    }

    private List<FoundEngine> engines() {
        Map<String, Path> found = new LinkedHashMap<>(InstalledEngines.find(bench.environment()));
        // What verify and bench would run may lie elsewhere than on the path.
        LlamaCppPrograms.find(bench.environment()).ifPresent(programs -> {
            programs.server().ifPresent(server -> found.putIfAbsent("llama-server", server));
            programs.bench().ifPresent(timer -> found.putIfAbsent("llama-bench", timer));
        });
        return found.entrySet().stream()
                .map(engine -> new FoundEngine(engine.getKey(), engine.getValue()))
                .toList();
    }

    private MachineFacts facts() throws InterruptedException {
        if (question.host().isPresent()) {
            SshHost host = new SshHost(question.host().get());
            return ThisMachine.read(host.read(bench.environment())).withId(host.name());
        }
        if (question.fromRaw().isPresent()) {
            return ThisMachine.read(recorded(question.fromRaw().get()));
        }
        if (question.raw().isPresent()) {
            return ThisMachine.read(recording(Path.of(question.raw().get())));
        }
        return bench.machineFacts(question.hardware());
    }

    private static Source recorded(String folder) {
        try {
            return RecordedSource.of(Path.of(folder));
        } catch (IOException e) {
            Hint how = Hint.of("write one with {0}", new Ask("probe").and("raw", ""));
            throw new RefusedException(
                    new Refusal(Refusal.Kind.HARDWARE, "no-recording", e.getMessage() + ".", how), e);
        }
    }

    private Source recording(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw ReportFile.cannot(folder, e);
        }
        return new RecordingSource(new LiveSource(bench.environment()), folder);
    }

    private MachineFacts measured(MachineFacts facts) throws InterruptedException {
        int threads = Math.max(1, facts.cpu().physicalCores());
        long each = Math.min(facts.ram().available().count() / 4, DEEP_BYTES) / threads;
        MachineLoad load = bench.load();
        List<Double> readings = new ArrayList<>();
        for (int i = 0; i < DEEP_READINGS; i++) {
            readings.add(new StreamingRead(threads, each, DEEP_MILLIS).gigabytesPerSecond());
        }
        SampleSummary samples = new SampleSummary(readings);
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(facts);
        Optional<String> reason = Keeping.bandwidth(load, samples, SpeedHost.of(machine.unmeasured()));
        reason.ifPresent(why -> notes.add(
                String.format(Locale.ROOT, "the memory bandwidth of %.1f GB/s is not kept: %s", samples.most(), why)));
        if (reason.isEmpty()) {
            keep(facts, samples.most());
        }
        return facts.withRam(facts.ram().withMeasured(samples.most()));
    }

    /** What cannot be kept is shown all the same. */
    private void keep(MachineFacts facts, double gbps) {
        try {
            StoredBandwidth.of(facts, bench.environment()).write(gbps);
        } catch (IOException e) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the memory bandwidth of %.1f GB/s is not kept: the cache folder cannot be written (%s)",
                    gbps,
                    WrittenFile.reason(e)));
        }
    }

    private Probe<List<CudaMeasurement>> cuda(Machine machine) {
        return machine.devices().stream().anyMatch(d -> d.backend() == Backend.CUDA)
                ? CudaMeasurement.run(bench.environment())
                : new Probe.Absent<>("no CUDA device");
    }
}
