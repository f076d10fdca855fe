package dev.llmfit.answers.fleet;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineProfile;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.kubernetes.ClusterNode;
import dev.llmfit.probe.kubernetes.NodeList;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.remote.SshHost;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the machines of a fleet. */
final class FleetMachines {
    /** Machines of a fleet; judgement: what one person looks after, tenfold. */
    private static final int MOST = 10_000;

    /** Hosts that are read at the same time; judgement. */
    private static final int AT_ONCE = 8;

    private static final String HERE = "here";

    private static final Pattern SEVERAL = Pattern.compile("(.*\\S)\\s*\\*\\s*(\\d{1,6})");

    private static final FieldCheck CHECK = new FieldCheck("fleet");

    private final Workbench bench;
    private final Progress progress;
    private final List<Named> found = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * A machine with its name.
     *
     * @param name as it is called in its file, its cluster or by ssh
     */
    record Named(String name, Machine machine) {}

    FleetMachines(Workbench bench, Progress progress) {
        this.bench = bench;
        this.progress = progress;
    }

    List<Named> machines() {
        return found;
    }

    /** Returns what was left out or taken, one sentence each. */
    List<String> notes() {
        return notes;
    }

    void read(FleetQuestion question) throws InterruptedException {
        for (String text : question.machines()) {
            named(text.strip());
        }
        question.nodes().ifPresent(this::cluster);
        hosts(question.hosts());
        if (found.isEmpty()) {
            throw CHECK.refused("hardware", "{0}: no machine is left. " + String.join(" ", notes));
        }
    }

    private void add(String name, Machine machine) {
        if (found.size() == MOST) {
            throw CHECK.refused(
                    "hardware", String.format(Locale.ROOT, "{0}: at most %,d machines are placed on.", MOST));
        }
        found.add(new Named(name, machine));
    }

    private void named(String text) {
        Matcher several = SEVERAL.matcher(text);
        if (several.matches()) {
            int count = Integer.parseInt(several.group(2));
            Machine machine = machine(several.group(1));
            for (int i = 1; i <= count; i++) {
                add(several.group(1) + " #" + i, machine);
            }
            return;
        }
        Optional<Path> file = file(text);
        if (file.isPresent() && many(file.get())) {
            return;
        }
        add(text, machine(text));
    }

    private Machine machine(String name) {
        return bench.machine(name.equals(HERE) ? HardwareSelector.THIS_MACHINE : HardwareSelector.named(name));
    }

    private static Optional<Path> file(String name) {
        try {
            Path file = Path.of(name);
            return name.isEmpty() || !Files.isRegularFile(file) ? Optional.empty() : Optional.of(file);
        } catch (InvalidPathException e) {
            return Optional.empty(); // no path on this system, so it is a name
        }
    }

    /** Reads a file that holds several machines; what holds one is read as everywhere. */
    private boolean many(Path file) {
        try {
            String text = TextFile.read(file);
            if (NodeList.is(text)) {
                cluster(text);
                return true;
            }
            if (!text.contains("machines")) {
                return false;
            }
        } catch (TextFileException e) {
            return false; // a reader of one machine says why it cannot be read
        }
        List<MachineProfile> profiles = MachineProfiles.readFile(file);
        if (profiles.size() == 1) {
            return false;
        }
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        for (MachineProfile profile : profiles) {
            add(profile.facts().id(), assembly.assemble(profile.facts()));
        }
        return true;
    }

    private void cluster(String text) {
        boolean some = false;
        for (ClusterNode node : NodeList.read(text)) {
            node.note().ifPresent(notes::add);
            if (node.machine().isPresent()) {
                some = true;
                try {
                    add(node.name(), bench.machine(node.machine().get()));
                } catch (HardwareException e) {
                    notes.add(node.name() + " is left out: " + e.getMessage() + ".");
                }
            }
        }
        if (some) {
            notes.add("A list of nodes tells what pods may have of each, not what other pods have already: all of it"
                    + " counts as free.");
        }
    }

    private void hosts(List<String> hosts) throws InterruptedException {
        List<SshHost> all = hosts.stream().map(SshHost::new).toList();
        if (all.isEmpty()) {
            return;
        }
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Machine>> read = all.stream()
                    .map(h -> readers.submit(() -> new MachineAssembly(HardwareDatabase.bundled())
                            .assemble(ThisMachine.read(h.read(bench.environment()))
                                    .withId(h.name()))))
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                progress.step(all.get(i).name(), i / (double) all.size());
                try {
                    add(all.get(i).name(), read.get(i).get());
                } catch (ExecutionException e) {
                    notes.add(all.get(i).name() + " is left out: " + reason(e) + ".");
                }
            }
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).replaceFirst("\\.$", "");
    }
}
