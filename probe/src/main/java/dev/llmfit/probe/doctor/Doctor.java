package dev.llmfit.probe.doctor;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.doctor.SetupFinding.Severity;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.tools.DeviceList;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what is wrong with a set-up: warnings of the probe, readings that disagree, engines that see something else. */
public final class Doctor {
    /** Warnings that keep something from working. */
    private static final Set<String> ERRORS =
            Set.of("nvml-failed", "container-without-gpu", "nvidia-devices-missing", "impossible-free");

    /** Warnings that are only worth knowing. */
    private static final Set<String> NOTES = Set.of(
            "zram",
            "hbm-node",
            "mig",
            "unified-page-cache",
            "wired-limit",
            "hexagon",
            "rebar",
            "display",
            "gfx-override",
            "virtual-devices",
            "smt-vcpu",
            "wsl-pinned");

    /** Readings of one size may differ by this share: pages are freed and taken all the time. */
    private static final double SAME = 0.05;

    /** Contexts, displays and what comes and goes between two readings. */
    private static final long NOISE = 512L << 20;

    /** Records everything that is read, for a bug report. */
    private static final Ask RECORD = new Ask("probe").and("raw", "");

    private final Machine machine;
    private final List<SetupFinding> findings = new ArrayList<>();

    private Doctor(Machine machine) {
        this.machine = machine;
    }

    /**
     * Examines a machine.
     *
     * @param machine our own reading
     * @param runtimes what engines see
     * @param oshi OSHI's reading of processor and memory
     * @return findings, worst first
     */
    public static List<SetupFinding> examine(Machine machine, Runtimes runtimes, Probe<String> oshi) {
        Doctor doctor = new Doctor(machine);
        doctor.warnings();
        doctor.excluded();
        doctor.memory();
        doctor.crossCheck(oshi);
        doctor.engines(runtimes);
        runtimes.ollama().found().ifPresent(doctor::ollama);
        return doctor.findings.stream()
                .sorted(Comparator.comparing(SetupFinding::severity))
                .toList();
    }

    private void warnings() {
        for (Warning warning : machine.warnings()) {
            if (!warning.id().equals("gpu-not-used")) {
                Severity severity = ERRORS.contains(warning.id())
                        ? Severity.ERROR
                        : NOTES.contains(warning.id()) ? Severity.NOTE : Severity.WARNING;
                findings.add(new SetupFinding(severity, warning.id(), warning.text(), warning.fix()));
            }
        }
    }

    private void excluded() {
        for (ExcludedDevice device : machine.excluded()) {
            findings.add(new SetupFinding(
                    device.fix().isEmpty() ? Severity.NOTE : Severity.ERROR,
                    "gpu-not-used",
                    device.description() + " is not used: " + device.reason(),
                    device.fix()));
        }
        if (machine.devices().isEmpty() && machine.excluded().isEmpty()) {
            findings.add(new SetupFinding(
                    Severity.NOTE,
                    "cpu-only",
                    "No GPU was found; models run on the processor.",
                    Hint.of("{0} tells which card would run it.", new Ask("plan").and("model", ""))));
        }
    }

    private void memory() {
        for (Pool pool : machine.pools()) {
            double share =
                    pool.free().count() / (double) Math.max(1, pool.capacity().count());
            if (share < 0.5) {
                findings.add(new SetupFinding(
                        Severity.WARNING,
                        "memory-in-use",
                        "Only " + pool.free() + " of " + pool.capacity() + " of " + pool.id() + " are free.",
                        "Close what uses it (" + users(pool) + " lists it), or plan with what is free."));
            }
        }
    }

    private String users(Pool pool) {
        boolean nvidia =
                machine.devices().stream().anyMatch(d -> d.poolId().equals(pool.id()) && d.backend() == Backend.CUDA);
        if (nvidia && pool.kind() == Pool.Kind.DEVICE) {
            return "nvidia-smi";
        }
        return switch (machine.os()) {
            case "windows" -> "Get-Process | Sort-Object WS -Descending | Select-Object -First 10";
            case "macos" -> "top -o mem";
            default -> "ps aux --sort=-rss | head";
        };
    }

    private void crossCheck(Probe<String> oshi) {
        Optional<KeyValues> values = oshi.found().map(t -> KeyValues.parse(t, '='));
        Optional<Bytes> total = values.flatMap(v -> v.size("total"));
        if (total.isEmpty()) {
            return;
        }
        Bytes theirs = total.get();
        boolean limited =
                machine.enclosure().container() || machine.warnings().stream().anyMatch(w -> w.id().equals("hbm-node"));
        if (!limited && differs(theirs, machine.hostPool().capacity())) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "memory-disagrees",
                    "This program reads " + machine.hostPool().capacity() + " of memory, OSHI reads " + theirs + ".",
                    Hint.of("Report it with {0}.", RECORD)));
        }
    }

    private void engines(Runtimes runtimes) {
        if (runtimes.lists().isEmpty()) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "no-engine",
                    "Neither llama-server nor llama-bench is on the path.",
                    "To verify predictions: " + install() + "."));
        }
        runtimes.lists().forEach((name, answer) -> {
            switch (answer) {
                case Probe.Found<String> found -> compare(name, runtimes.gpus(name));
                case Probe.Failed<String> failed ->
                    findings.add(new SetupFinding(
                            Severity.ERROR,
                            "engine-failed",
                            name + " --list-devices failed: " + failed.reason() + ".",
                            "Run it by hand to see why."));
                case Probe.Absent<String> absent -> {}
            }
        });
    }

    private String install() {
        return switch (machine.os()) {
            case "macos" -> "brew install llama.cpp";
            case "windows" -> "winget install llama.cpp";
            default -> "unpack a release of https://github.com/ggml-org/llama.cpp/releases into the path";
        };
    }

    /** The engine's own answer outranks our reading, so every difference is told. */
    private void compare(String engine, List<DeviceList.Entry> gpus) {
        if (gpus.isEmpty() && !machine.devices().isEmpty()) {
            findings.add(new SetupFinding(
                    Severity.ERROR,
                    "engine-without-gpu",
                    engine + " sees no GPU, but this machine has "
                            + machine.devices().getFirst().description() + ".",
                    "Install a build with "
                            + machine.devices().getFirst().backend().devicePrefix() + " or Vulkan."));
        } else if (gpus.size() != machine.devices().size()) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "device-count",
                    engine + " sees " + count(gpus.size()) + ", this program "
                            + machine.devices().size() + ".",
                    Hint.of("Choose devices with --device, or report it with {0}.", RECORD)));
        }
        for (int i = 0; i < gpus.size(); i++) {
            DeviceList.Entry gpu = gpus.get(i);
            sameDevice(gpu, i, gpus.size()).ifPresent(d -> disagreement(engine, gpu, d));
        }
    }

    private static String count(int devices) {
        return devices == 1 ? "1 device" : devices + " devices";
    }

    /** By name; a build for another backend numbers the same cards, so their place counts if there are as many. */
    private Optional<Device> sameDevice(DeviceList.Entry gpu, int index, int listed) {
        return machine.devices().stream()
                .filter(d -> d.name().equals(gpu.name()))
                .findFirst()
                .or(() -> listed == machine.devices().size()
                        ? Optional.of(machine.devices().get(index))
                        : Optional.empty());
    }

    private void disagreement(String engine, DeviceList.Entry gpu, Device device) {
        if (differs(gpu.total(), device.capacity())) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "device-memory",
                    engine + " sees " + gpu.total() + " on " + gpu.name() + ", this program " + device.capacity() + ".",
                    Hint.of(
                            "The engine's figure counts: give it with {0}, and report it with {1}.",
                            new Change("vram", ""), RECORD)));
        } else if (gpu.free().compareTo(gpu.total()) > 0) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "impossible-free",
                    engine + " reports more free than total memory on " + gpu.name()
                            + " and would plan with memory that is not there (llama.cpp#17536).",
                    "Update it, and give -ngl by hand until then."));
        } else if (apart(gpu.free(), device.free())) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "device-free",
                    engine + " sees " + gpu.free() + " free on " + gpu.name() + ", this program " + device.free() + ".",
                    Hint.of("If it stays so with nothing running, report it with {0}.", RECORD)));
        }
    }

    private void ollama(List<Runtimes.Loaded> models) {
        Bytes onGpu = Bytes.ZERO;
        for (Runtimes.Loaded model : models) {
            onGpu = onGpu.plus(model.onGpu());
            boolean onProcessor =
                    model.onGpu().count() == 0 && !machine.devices().isEmpty();
            findings.add(
                    onProcessor
                            ? new SetupFinding(
                                    Severity.WARNING,
                                    "ollama-on-cpu",
                                    "Ollama runs " + model.model() + " on the processor, but this machine has "
                                            + machine.devices().getFirst().description() + ".",
                                    "Its log tells why it found no GPU; OLLAMA_IGPU_ENABLE=1 admits GPUs in a processor.")
                            : new SetupFinding(
                                    Severity.NOTE,
                                    "ollama-loaded",
                                    "Ollama holds " + model.model() + ": " + model.onGpu() + " on the GPU, "
                                            + model.size().minus(model.onGpu()) + " in RAM.",
                                    "ollama stop " + model.model() + " gives it back."));
        }
        Bytes held = onGpu;
        Bytes used = machine.devices().stream()
                .map(d -> d.capacity().minus(d.free()))
                .reduce(Bytes.ZERO, Bytes::plus);
        boolean unified = machine.hostPool().kind() == Pool.Kind.UNIFIED;
        if (held.count() > 0 && !unified && held.count() > used.count() + NOISE) {
            findings.add(new SetupFinding(
                    Severity.WARNING,
                    "ollama-disagrees",
                    "Ollama holds " + held + " on GPUs, but this program sees " + used + " in use there.",
                    Hint.of("Report it with {0}.", RECORD)));
        }
    }

    private static boolean apart(Bytes a, Bytes b) {
        return Math.abs(a.count() - b.count()) > Math.max(NOISE, Math.max(a.count(), b.count()) / 10);
    }

    private static boolean differs(Bytes a, Bytes b) {
        return Math.abs(a.count() - b.count()) > SAME * Math.max(a.count(), b.count());
    }
}
