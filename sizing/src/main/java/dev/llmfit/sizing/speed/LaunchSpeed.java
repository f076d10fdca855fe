package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A machine as the speed model sees it, ready to be asked about launches.
 *
 * @param devices GPUs in llama.cpp's order
 * @param host processor and system memory
 * @param build llama.cpp build that runs on it
 */
public record LaunchSpeed(List<SpeedDevice> devices, SpeedHost host, EngineBuild build) {
    /** Tokens of llama-bench's default test of a prompt, {@code pp512}. */
    private static final int PROMPT = 512;

    public LaunchSpeed {
        devices = List.copyOf(devices);
    }

    /** Creates a machine with the newest modelled build. */
    public LaunchSpeed(List<SpeedDevice> devices, SpeedHost host) {
        this(devices, host, EngineBuild.NEWEST);
    }

    /** Returns the same machine with another build of llama.cpp. */
    public LaunchSpeed withBuild(EngineBuild value) {
        return new LaunchSpeed(devices, host, value);
    }

    /**
     * Reads a machine.
     *
     * @param backend id of the backend to assume for every device, instead of the device's own
     * @return empty if the memory bandwidth of a device is not known
     * @throws IllegalArgumentException if there is no such backend
     */
    public static Optional<LaunchSpeed> of(Machine machine, Optional<String> backend) {
        Optional<Backend> wanted = backend.map(
                id -> Backend.byId(id).orElseThrow(() -> new IllegalArgumentException("unknown backend '" + id + "'")));
        List<SpeedDevice> devices = new ArrayList<>();
        for (Device device : machine.devices()) {
            Optional<SpeedDevice> known = SpeedDevice.of(device, HardwareDatabase.bundled());
            if (known.isEmpty()) {
                return Optional.empty();
            }
            devices.add(wanted.map(known.get()::withBackend).orElse(known.get()));
        }
        return Optional.of(new LaunchSpeed(devices, SpeedHost.of(machine)));
    }

    /**
     * Reads a machine, with an assumption for devices whose memory bandwidth is not known. Their numbers rank launches of
     * one machine; their range is wide.
     */
    public static LaunchSpeed assuming(Machine machine) {
        List<SpeedDevice> devices = machine.devices().stream()
                .map(d -> SpeedDevice.of(d, HardwareDatabase.bundled()).orElseGet(() -> SpeedDevice.assumed(d)))
                .toList();
        return new LaunchSpeed(devices, SpeedHost.of(machine));
    }

    /**
     * Returns the tokens of the prompt whose speed is stated where none is told: llama-bench's default test, or what fills a larger
     * ubatch, without which a larger {@code -ub} shows no gain.
     */
    public static int usualPrompt(LaunchOptions options) {
        int ubatch = options.nUbatch() > 0 ? Math.min(options.nUbatch(), options.nBatch()) : options.nBatch();
        int fills = Math.max(PROMPT, ubatch);
        return options.nCtx() > 0 ? Math.max(PROMPT, Math.min(fills, options.nCtx())) : fills;
    }

    /** Returns what {@link #assuming} assumes of devices of which something is not known, one sentence each. */
    public static List<String> assumptions(Machine machine) {
        List<String> said = new ArrayList<>(unknownPower(machine));
        machine.devices().stream()
                .filter(d -> SpeedDevice.of(d, HardwareDatabase.bundled()).isEmpty())
                .map(d -> String.format(
                        Locale.ROOT,
                        "The memory bandwidth of %s is not known: speeds are those of a card with %,.0f GB/s and may be"
                                + " several times too high or too low.",
                        d.description(),
                        SpeedDevice.assumed(d).bandwidth() / 1e9))
                .distinct()
                .forEach(said::add);
        return said;
    }

    /** As {@link #assumptions(Machine)}, with what is assumed of a launch. */
    public static List<String> assumptions(Machine machine, LaunchOptions options) {
        List<String> said = assumptions(machine);
        if (options.splitMode() == SplitMode.TENSOR) {
            said.add("The speed is that of whole layers, one GPU after the other; that of -sm tensor is not modelled.");
        }
        return said;
    }

    private static List<String> unknownPower(Machine machine) {
        return machine.devices().stream()
                .filter(d -> d.setting().powerWatts().isPresent()
                        && d.databaseId()
                                .flatMap(HardwareDatabase.bundled()::byId)
                                .flatMap(HardwareEntry::tdpWatt)
                                .isEmpty())
                .map(d -> "The usual power of " + d.description() + " is not known: its power limit changes no speed.")
                .distinct()
                .toList();
    }

    /** Returns the same machine with another memory bandwidth everywhere, in bytes per second: for what-if questions. */
    public LaunchSpeed withBandwidth(double value) {
        return new LaunchSpeed(
                devices.stream().map(d -> d.withBandwidth(value)).toList(), host.withBandwidth(value), build);
    }

    /** Returns the request for a launch of one sequence whose layers were placed on this machine; {@code -ot} does not count. */
    public SpeedRequest request(
            ModelWork work,
            LaunchOptions options,
            List<Integer> layerDevice,
            boolean flashAttn,
            int nPrompt,
            int nGen,
            int depth) {
        return new SpeedRequest(
                        work, options, layerDevice, flashAttn, devices, Optional.of(host), nPrompt, nGen, depth, 1)
                .withBuild(build);
    }

    /** Returns the request for a launch of one sequence that was sized on this machine. */
    public SpeedRequest request(
            ModelWork work, LaunchOptions options, Estimate estimate, int nPrompt, int nGen, int depth) {
        return new SpeedRequest(
                work,
                PlacedWork.of(work, estimate.layerDevice(), estimate.moved()),
                options,
                estimate.layerDevice(),
                estimate.flashAttn(),
                devices,
                Optional.of(host),
                nPrompt,
                nGen,
                depth,
                1,
                build);
    }

    /** Predicts a launch of one sequence that was sized on this machine. */
    public SpeedEstimate predict(
            SpeedModel model,
            ModelWork work,
            LaunchOptions options,
            Estimate estimate,
            int nPrompt,
            int nGen,
            int depth) {
        return model.predict(request(work, options, estimate, nPrompt, nGen, depth));
    }
}
