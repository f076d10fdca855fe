package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.pasted.PastedText;
import dev.llmfit.probe.source.RecordedSource;
import dev.llmfit.probe.source.UnreadableHardwareException;
import dev.llmfit.units.Hint;
import dev.llmfit.units.KeptRecently;
import dev.llmfit.units.NextStep.Ask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the machine that a selector means. */
public final class MachineResolver {
    /** Names that a message suggests; judgement. */
    private static final int SUGGESTIONS = 4;

    /** {@code PATH_MAX} of Linux, in {@code limits.h}: a name may be that of a file. */
    private static final int LONGEST_NAME = 4096;

    /** Machines that are kept; judgement: those that are asked about in turn. */
    private static final int MOST_ASSEMBLED = 64;

    private final HardwareDatabase database;
    private final MachineProfiles profiles;
    private final Supplier<MachineFacts> thisMachine;
    private final KeptRecently<HardwareSelector, Optional<Machine>> assembled = new KeptRecently<>(MOST_ASSEMBLED);
    private final KeptRecently<HardwareSelector, Optional<MachineFacts>> described = new KeptRecently<>(MOST_ASSEMBLED);

    /**
     * Creates a resolver.
     *
     * @param thisMachine reads the machine that this runs on; called only if it is meant
     */
    public MachineResolver(HardwareDatabase database, MachineProfiles profiles, Supplier<MachineFacts> thisMachine) {
        this.database = database;
        this.profiles = profiles;
        this.thisMachine = thisMachine;
    }

    /** Returns a resolver over the bundled data. */
    public static MachineResolver bundled(Supplier<MachineFacts> thisMachine) {
        return new MachineResolver(HardwareDatabase.bundled(), MachineProfiles.bundled(), thisMachine);
    }

    /**
     * Returns the machine.
     *
     * @throws HardwareException if the name is not known; the hint names the nearest ones
     * @throws ProfileException if a profile cannot be read
     */
    public Machine resolve(HardwareSelector selector) {
        return assembled.of(selector, this::known).orElseGet(() -> assembled(facts(selector)));
    }

    private Machine assembled(MachineFacts facts) {
        return new MachineAssembly(database).assemble(facts);
    }

    /** Returns a machine that follows from what is bundled; empty if it is this one or that of a file, which may change. */
    private Optional<Machine> known(HardwareSelector selector) {
        return bundled(selector).map(facts -> assembled(noted(facts, selector)));
    }

    /** Returns the facts of the machine, what is said of it applied. */
    public MachineFacts facts(HardwareSelector selector) {
        MachineFacts facts = bundled(selector).orElseGet(() -> found(selector));
        return noted(facts, selector);
    }

    private static MachineFacts noted(MachineFacts facts, HardwareSelector selector) {
        return selector.notes().isEmpty() ? facts : facts.withFindings(selector.notes());
    }

    /** Returns the facts of a machine that follow from what is bundled; empty if it is this one or that of a file, which may change. */
    private Optional<MachineFacts> bundled(HardwareSelector selector) {
        return described.of(selector, this::read);
    }

    private Optional<MachineFacts> read(HardwareSelector selector) {
        if (selector.hardware().isPresent()) {
            return named(selector.hardware().get().strip(), selector);
        }
        if (selector.simulated()) {
            MachineFacts of = new SimulatedMachine(database, selector.host())
                    .ofSizes(
                            selector.vram(),
                            selector.gpus().orElse(selector.vram().isPresent() ? 1 : 0));
            return Optional.of(Overrides.ofGpus(of, selector));
        }
        return Optional.empty();
    }

    private MachineFacts found(HardwareSelector selector) {
        return selector.hardware().isPresent()
                ? ofFile(selector.hardware().get().strip(), selector)
                : Overrides.of(thisMachine.get(), selector, database);
    }

    private Optional<MachineFacts> named(String name, HardwareSelector selector) {
        if (name.length() > LONGEST_NAME) {
            throw new HardwareException(
                    Hint.plain("a name of " + name.length() + " characters is that of no hardware"),
                    Hint.of("{0} shows all names", new Ask("probe").and("list", "true")));
        }
        Optional<MachineFacts> machine = profiles.find(name).map(MachineProfile::facts);
        if (machine.isPresent()) {
            return Optional.of(Overrides.of(machine.get(), selector, database));
        }
        Optional<CloudInstance> rented = CloudInstance.find(name);
        if (rented.isPresent()) {
            HostWish around = rented.get().around(selector.host());
            NamedDevices gpus =
                    NamedDevices.of(rented.get().devices(), database).orElseThrow();
            return Optional.of(Overrides.ofGpus(
                    new SimulatedMachine(database, around).rented(rented.get().name(), gpus), selector));
        }
        Optional<NamedDevices> devices = NamedDevices.of(name, database);
        return devices.map(known -> {
            HostWish around = selector.host().orElse(known.host());
            return Overrides.ofGpus(new SimulatedMachine(database, around).of(known), selector);
        });
    }

    private MachineFacts ofFile(String name, HardwareSelector selector) {
        Optional<Path> file = file(name);
        if (file.isEmpty()) {
            throw unknown(name);
        }
        if (RecordedSource.isText(file.get())) {
            return Overrides.of(recorded(file.get()), selector, database);
        }
        Optional<PastedMachine> pasted = pasted(file.get());
        return pasted.isPresent()
                ? facts(selector.with(pasted.get()))
                : Overrides.of(profile(file.get()), selector, database);
    }

    private static Optional<Path> file(String name) {
        try {
            Path file = Path.of(name);
            return name.isEmpty() || !Files.exists(file) || Files.isDirectory(file)
                    ? Optional.empty()
                    : Optional.of(file);
        } catch (InvalidPathException e) {
            return Optional.empty(); // no path on this system, so no file either
        }
    }

    /** A file that is no profile may be what a program printed: then it tells a GPU, a chip or a processor in its words. */
    private Optional<PastedMachine> pasted(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(PastedText.MOST_CHARS), StandardCharsets.UTF_8);
            return PastedText.of(text).isEmpty() ? Optional.empty() : Optional.of(PastedMachine.of(text, database));
        } catch (IOException e) {
            return Optional.empty(); // the reader of profiles says why it cannot be read
        }
    }

    private static MachineFacts recorded(Path file) {
        try {
            return ThisMachine.read(RecordedSource.of(file));
        } catch (IOException | UnreadableHardwareException e) {
            throw new HardwareException(
                    Hint.plain(file + " cannot be read: " + e.getMessage()),
                    Hint.of("write it with {0}", new Ask("probe").and("script", "true")));
        }
    }

    private static MachineFacts profile(Path file) {
        List<MachineProfile> found = MachineProfiles.readFile(file);
        if (found.size() != 1) {
            throw new HardwareException(
                    Hint.plain(file + " holds " + found.size() + " machines"),
                    Hint.of("give a file with one machine, or use {0}", new Ask("matrix")));
        }
        return found.getFirst().facts();
    }

    private HardwareException unknown(String name) {
        List<String> meant = NamedDevices.nearest(name, database).stream()
                .map(HardwareEntry::id)
                .limit(SUGGESTIONS)
                .toList();
        List<String> ids = new ArrayList<>(profiles.ids());
        database.all().forEach(e -> ids.add(e.id()));
        List<String> nearest =
                meant.isEmpty() ? NearestNames.of(name.toLowerCase(Locale.ROOT), ids, SUGGESTIONS) : meant;
        return new HardwareException(
                Hint.plain("no hardware or profile is called '" + name + "'"),
                nearest.isEmpty()
                        ? Hint.of("{0} shows all names", new Ask("probe").and("list", "true"))
                        : Hint.plain("did you mean " + String.join(", ", nearest) + "?"));
    }
}
