package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.RamFacts;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Ask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Finds the machine that a selector means. */
public final class MachineResolver {
    /** Names that a message suggests; judgement. */
    private static final int SUGGESTIONS = 4;

    private final HardwareDatabase database;
    private final MachineProfiles profiles;
    private final Supplier<MachineFacts> thisMachine;

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
        return new MachineAssembly(database).assemble(facts(selector));
    }

    /** Returns the facts of the machine, overrides applied. */
    public MachineFacts facts(HardwareSelector selector) {
        MachineFacts facts = selector.hardware().map(this::named).orElseGet(thisMachine);
        return override(facts, selector);
    }

    private MachineFacts named(String text) {
        String name = text.strip();
        Optional<MachineFacts> machine = profiles.find(name).map(MachineProfile::facts);
        if (machine.isPresent()) {
            return machine.get();
        }
        int count = 1;
        String device = name;
        int x = name.indexOf('x');
        if (x > 0 && x < 4 && name.substring(0, x).strip().chars().allMatch(Character::isDigit)) {
            count = Integer.parseInt(name.substring(0, x).strip());
            device = name.substring(x + 1).strip();
        }
        Optional<HardwareEntry> entry = device(device);
        if (entry.isPresent() && count > 0) {
            return new SimulatedMachine(database).of(entry.get(), count);
        }
        return fromFile(name).orElseThrow(() -> unknown(name));
    }

    /** By id, or by the words of a name when they mean one row only. */
    private Optional<HardwareEntry> device(String name) {
        Optional<HardwareEntry> byId = database.byId(name);
        if (byId.isPresent()) {
            return byId;
        }
        return database.byName(name, 0);
    }

    private static Optional<MachineFacts> fromFile(String name) {
        try {
            Path file = Path.of(name);
            if (name.isEmpty() || !Files.isRegularFile(file)) {
                return Optional.empty();
            }
            List<MachineProfile> found = MachineProfiles.readFile(file);
            if (found.size() != 1) {
                throw new HardwareException(
                        Hint.plain(name + " holds " + found.size() + " machines"),
                        Hint.of("give a file with one machine, or use {0}", new Ask("matrix")));
            }
            return Optional.of(found.getFirst().facts());
        } catch (InvalidPathException e) {
            return Optional.empty(); // no path on this system, so no file either
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HardwareException unknown(String name) {
        List<String> ids = new ArrayList<>(profiles.ids());
        database.all().forEach(e -> ids.add(e.id()));
        List<String> nearest = NearestNames.of(name.toLowerCase(Locale.ROOT), ids, SUGGESTIONS);
        return new HardwareException(
                Hint.plain("no hardware or profile is called '" + name + "'"),
                nearest.isEmpty()
                        ? Hint.of("{0} shows all names", new Ask("probe").and("list", "true"))
                        : Hint.plain("did you mean " + String.join(", ", nearest) + "?"));
    }

    private static MachineFacts override(MachineFacts facts, HardwareSelector selector) {
        MachineFacts result = facts;
        if (selector.ram().isPresent()) {
            result = result.withRam(withTotal(facts.ram(), selector.ram().get()));
        }
        List<GpuFacts> gpus = result.gpus();
        if (selector.gpus().isPresent() && !gpus.isEmpty()) {
            GpuFacts first = gpus.stream()
                    .filter(g -> !g.backends().isEmpty() && !g.integrated())
                    .findFirst()
                    .orElse(gpus.getFirst());
            gpus = Collections.nCopies(selector.gpus().getAsInt(), first);
        }
        if (selector.vram().isPresent()) {
            gpus = withMemory(gpus, selector.vram().get(), selector.gpus().orElse(1));
        }
        if (selector.bandwidthGbps().isPresent()) {
            OptionalDouble gbps = selector.bandwidthGbps();
            if (gpus.isEmpty()) {
                result = result.withRam(result.ram().withNominal(gbps.getAsDouble()));
            }
            gpus = gpus.stream()
                    .map(g -> g.change().bandwidthGbps(gbps).build())
                    .toList();
        }
        return result.withGpus(gpus);
    }

    private static RamFacts withTotal(RamFacts ram, Bytes total) {
        double share =
                ram.available().count() / (double) Math.max(1, ram.total().count());
        RamFacts resized = ram.withSizes(total, Bytes.of((long) (total.count() * share)), "--ram");
        return resized.withoutLimits();
    }

    private static List<GpuFacts> withMemory(List<GpuFacts> gpus, Bytes vram, int count) {
        if (gpus.stream().allMatch(g -> g.backends().isEmpty())) {
            GpuFacts any = GpuFacts.named("GPU of " + vram, "--vram")
                    .backends(List.of(Backend.CUDA))
                    .total(Optional.of(vram))
                    .free(Optional.of(vram))
                    .build();
            return Collections.nCopies(count, any);
        }
        return gpus.stream().map(g -> resized(g, vram)).toList();
    }

    private static GpuFacts resized(GpuFacts gpu, Bytes vram) {
        double share = gpu.total().isPresent() && gpu.free().isPresent()
                ? gpu.free().get().count()
                        / (double) Math.max(1, gpu.total().get().count())
                : 1;
        Bytes free = Bytes.of((long) (vram.count() * Math.min(1, share)));
        return gpu.change()
                .total(Optional.of(vram))
                .free(Optional.of(free))
                .carveOut(Optional.empty(), Optional.empty())
                .shared(gpu.shared().map(s -> vram))
                .source("--vram")
                .build();
    }
}
