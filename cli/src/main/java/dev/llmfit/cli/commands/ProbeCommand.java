package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.hardware.MachineJson;
import dev.llmfit.cli.hardware.MachineText;
import dev.llmfit.cli.hardware.ReportFile;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.bandwidth.CudaMeasurement;
import dev.llmfit.probe.bandwidth.StoredBandwidth;
import dev.llmfit.probe.bandwidth.StreamingRead;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.hardware.ProfileWriter;
import dev.llmfit.probe.live.InstalledEngines;
import dev.llmfit.probe.live.LiveSource;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.probe.source.RecordingSource;
import dev.llmfit.probe.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows this machine: pools, devices, processor, engines. */
@Command(name = "probe", description = "Show this machine: memory pools, devices, processor, engines.")
public final class ProbeCommand implements Callable<Integer> {
    private static final long DEEP_MILLIS = 2000;
    private static final long DEEP_BYTES = 1L << 30;

    private final Console console;

    @Mixin
    private OutputFlags output = new OutputFlags();

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Option(
            names = "--deep",
            description = "Measure memory bandwidth (about 2 s) and remember it for later predictions.")
    private boolean deep;

    @Option(names = "--list", description = "List all machine and hardware ids that --hardware takes.")
    private boolean list;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Write this machine as a profile for --hardware and matrix.")
    private @Nullable Path save;

    @Option(
            names = "--raw",
            paramLabel = "DIR",
            description = "Write everything that was read into a folder, for a bug report.")
    private @Nullable Path raw;

    @Option(names = "--from-raw", paramLabel = "DIR", description = "Show the machine that such a folder holds.")
    private @Nullable Path fromRaw;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Creates the command. */
    public ProbeCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            MachineProfiles.bundled().ids().forEach(console::line);
            HardwareDatabase.bundled().all().stream().map(HardwareEntry::id).forEach(console::line);
            return ExitCode.OK.code();
        }
        boolean present = fromRaw == null && hardware.isThisMachine();
        if (!present && (deep || raw != null) || fromRaw != null && !hardware.isThisMachine()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "not-this-machine",
                    "--deep and --raw read this machine, not one that is named or recorded.",
                    "leave out --hardware and --from-raw");
        }
        MachineFacts facts = facts(present);
        if (deep) {
            facts = measured(facts);
        }
        if (save != null) {
            ReportFile.write(save, ProfileWriter.write(facts));
        }
        Machine machine = new MachineAssembly(HardwareDatabase.bundled()).assemble(facts);
        List<CudaMeasurement> cuda = deep ? cuda(machine) : List.of();
        Map<String, Path> engines =
                present ? InstalledEngines.find(Session.bench().environment()) : Map.of();
        if (output.json()) {
            console.line(Json.pretty(document(machine, engines, cuda)));
        } else {
            new MachineText(machine, console.columns()).lines().forEach(console::line);
            for (CudaMeasurement device : cuda) {
                console.line(String.format(
                        Locale.ROOT,
                        "Measured %s  %,.0f GB/s by copies, largest block %,.1f of %,.1f GiB",
                        device.pciAddress(),
                        device.copyGbps(),
                        device.allocatable().gib(),
                        device.total().gib()));
            }
            text(engines, present);
        }
        return ExitCode.OK.code();
    }

    private MachineFacts facts(boolean present) {
        if (!hardware.isThisMachine()) {
            return hardware.facts();
        }
        return present && raw == null ? ThisMachine.read(Session.bench().environment()) : ThisMachine.read(source());
    }

    private Source source() {
        if (fromRaw != null) {
            try {
                return new RecordedSource(fromRaw);
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.HARDWARE,
                        "no-recording",
                        e.getMessage() + ".",
                        "write one with llmfit probe --raw DIR");
            }
        }
        Path folder = Objects.requireNonNull(raw);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw ReportFile.cannot(folder, e);
        }
        return new RecordingSource(new LiveSource(Session.bench().environment()), folder);
    }

    private MachineFacts measured(MachineFacts facts) throws InterruptedException, IOException {
        int threads = Math.max(1, facts.cpu().physicalCores());
        long each = Math.min(facts.ram().available().count() / 4, DEEP_BYTES) / threads;
        double gbps = new StreamingRead(threads, each, DEEP_MILLIS).gigabytesPerSecond();
        StoredBandwidth.of(facts, Session.bench().environment()).write(gbps);
        return facts.withRam(facts.ram().withMeasured(gbps));
    }

    private List<CudaMeasurement> cuda(Machine machine) {
        if (machine.devices().stream().noneMatch(d -> d.backend() == Backend.CUDA)) {
            return List.of();
        }
        Probe<List<CudaMeasurement>> measured =
                CudaMeasurement.run(Session.bench().environment());
        if (measured instanceof Probe.Failed<List<CudaMeasurement>> failed) {
            console.err().println("llmfit: " + failed.reason() + ".");
        }
        return measured.found().orElse(List.of());
    }

    private void text(Map<String, Path> engines, boolean present) {
        console.line("");
        if (engines.isEmpty() && present) {
            console.line("Engines  none on the path");
        }
        engines.forEach((name, path) -> console.line("Engine   " + name + "  " + path));
        if (save != null) {
            console.line("Saved    " + save);
        }
        if (raw != null) {
            console.line("Recorded " + raw + "  (look through it before you share it)");
        }
        console.line("Next     llmfit recommend"
                + hardware.hardware()
                        .map(h -> " --hardware " + (h.contains(" ") ? "'" + h + "'" : h))
                        .orElse(""));
        if (present && !deep) {
            console.line("         llmfit probe --deep   measures the memory bandwidth");
        }
    }

    private static Map<String, Object> document(
            Machine machine, Map<String, Path> engines, List<CudaMeasurement> cuda) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/probe/1");
        document.put("machine", MachineJson.of(machine));
        Map<String, Object> found = new LinkedHashMap<>();
        engines.forEach((name, path) -> found.put(name, path.toString()));
        document.put("engines", found);
        if (!cuda.isEmpty()) {
            document.put("cuda", cuda.stream().map(ProbeCommand::measurement).toList());
        }
        return document;
    }

    private static Map<String, Object> measurement(CudaMeasurement device) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("pci_address", device.pciAddress());
        tree.put("total", device.total());
        tree.put("free", device.free());
        tree.put("allocatable", device.allocatable());
        tree.put("copy_gbps", device.copyGbps());
        return tree;
    }
}
