package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Causes of slow answers that follow from what lies where. */
final class SlowSigns {
    private static final Pattern SPLITS = Pattern.compile("(?:graph splits = |\\bsplits = (?:[0-9]+ / )?)([0-9]+)");
    private static final Pattern ALL_THREADS = Pattern.compile("n_threads = ([0-9]+)[^/\\n]*/ ([0-9]+)");

    /** Splits that are usual: one for each device, one for the embedding, one for the output. */
    private static final int USUAL_SPLITS = 2;

    private final RunLog log;
    private final Program program;
    private final boolean changes;
    private final List<Sign> signs = new ArrayList<>();

    private SlowSigns(RunLog log, boolean changes) {
        this.log = log;
        this.changes = changes;
        this.program = log.program();
    }

    /**
     * Finds the causes.
     *
     * @param changes whether a table says what brings all layers to the GPU
     */
    public static List<Sign> in(RunLog log, boolean changes) {
        SlowSigns found = new SlowSigns(log, changes);
        found.placement();
        found.cacheInRam();
        found.spill();
        found.disk();
        found.cache();
        found.splits();
        found.threads();
        return found.signs;
    }

    private void placement() {
        int on = log.launch().offloaded().orElse(-1);
        int layers = log.launch().layers().orElse(-1);
        boolean used = log.gpuUsed().orElse(true);
        if (!used) {
            add(
                    "slow/no-gpu",
                    on > 0 && log.memory().buffers().devices().isEmpty()
                            ? "All weights are in RAM: the log counts " + on
                                    + " offloaded layers, but no GPU took them."
                            : "All weights are in RAM; no layer is on a GPU.",
                    program == Program.OLLAMA
                            ? "ollama ps must show GPU; if it shows CPU, its log tells why at the start (OLLAMA_DEBUG=1)."
                            : "llama-server --list-devices must name the card; then -ngl 99.");
        } else if (on >= 0 && on < layers) {
            add(
                    "slow/partial",
                    "Only " + on + " of " + layers + " layers are on the GPU; the others run at the speed of RAM.",
                    changes
                            ? "The table says what brings all of them there."
                            : "A smaller file type, a shorter context or a q8_0 cache brings more of them there.");
        }
    }

    private void cacheInRam() {
        List<MeasuredBuffer> caches = log.memory().buffers().buffers().stream()
                .filter(b -> b.kind() == MeasuredBuffer.Kind.KV && b.size().count() > 0)
                .toList();
        boolean inRam = !caches.isEmpty() && caches.stream().allMatch(MeasuredBuffer::onHost);
        boolean whole = log.launch().offloaded().isPresent()
                && log.launch().offloaded().equals(log.launch().layers());
        if (log.gpuUsed().orElse(false) && whole && inRam) {
            add(
                    "slow/cache-in-ram",
                    "The cache is in RAM while the layers are on the GPU; attention crosses the bus for every token.",
                    "Leave out -nkvo" + " (" + program.cacheType("q8_0") + " halves the cache if it does not fit).");
        }
    }

    /** Windows and WSL let CUDA take system memory when the card is full: no failure, only a tenth of the speed. */
    private void spill() {
        for (LoggedDevice d : log.memory().buffers().devices()) {
            Optional<Bytes> held = log.memory().on(d.name()).map(BufferSizes::total);
            if (d.free().count() > 0
                    && held.isPresent()
                    && held.get().compareTo(d.free()) > 0
                    && log.failure().isEmpty()) {
                add(
                        "slow/spill",
                        String.format(
                                Locale.ROOT,
                                "%s holds %,.0f MiB of buffers where %,.0f MiB were free: the driver put the rest into system memory.",
                                d.name(),
                                held.get().mib(),
                                d.free().mib()),
                        "Fewer layers or a shorter context; in the NVIDIA control panel, CUDA Sysmem Fallback Policy: Prefer No"
                                + " Sysmem Fallback makes it fail instead.");
            }
        }
    }

    private void disk() {
        Bytes mapped = log.memory().buffers().hostSizes().weights();
        Optional<Bytes> host = log.memory().host();
        if (host.isPresent() && log.memory().buffers().hostWeightsMapped() && mapped.compareTo(host.get()) > 0) {
            add(
                    "slow/disk",
                    String.format(
                            Locale.ROOT,
                            "%,.0f MiB of weights are mapped from the file, but only %,.0f MiB of RAM were free: parts are read from disk for every token.",
                            mapped.mib(),
                            host.get().mib()),
                    "A smaller file type, more layers on the GPU, or more RAM.");
        }
    }

    private void cache() {
        boolean off = !log.launch().flashAttn().orElse(true);
        boolean quantized = log.launch()
                .typeK()
                .filter(t -> t.startsWith("q") || t.startsWith("iq"))
                .isPresent();
        if (off && quantized) {
            add(
                    "slow/quantized-cache-without-fa",
                    "The K cache is quantized while flash attention is off: it is unpacked for every token, and V stays f16.",
                    program.flashAttention());
        } else if (off && log.launch().ctx().orElse(0) > 8192) {
            add(
                    "slow/fa-off",
                    "Flash attention is off with " + log.launch().ctx().getAsInt() + " tokens of context.",
                    program.flashAttention());
        }
    }

    private void splits() {
        OptionalInt splits = log.prints().number(SPLITS, 1);
        int devices = Math.max(1, log.memory().buffers().devices().size());
        if (splits.isPresent()
                && splits.getAsInt() > USUAL_SPLITS + 2 * devices
                && log.gpuUsed().orElse(false)) {
            add(
                    "slow/splits",
                    "The graph is cut into " + splits.getAsInt()
                            + " pieces: so often does a token's computation change between CPU and GPU.",
                    "All layers on the GPU; for a mixture of experts, -ncmoe as small as fits.");
        }
    }

    private void threads() {
        OptionalInt used = log.prints().number(ALL_THREADS, 1);
        OptionalInt all = log.prints().number(ALL_THREADS, 2);
        boolean whole = log.launch().offloaded().isPresent()
                && log.launch().offloaded().equals(log.launch().layers())
                && log.gpuUsed().orElse(false);
        if (used.isPresent() && all.isPresent() && used.getAsInt() >= all.getAsInt() && all.getAsInt() >= 8 && !whole) {
            add(
                    "slow/threads",
                    used.getAsInt() + " threads run on " + all.getAsInt()
                            + " hardware threads; those that share a core wait for each other.",
                    program.threads(all.getAsInt() / 2));
        }
    }

    private void add(String id, String text, String fix) {
        signs.add(new Sign(id, text, Hint.plain(fix)));
    }
}
