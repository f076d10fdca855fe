package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedFailure.Part;
import dev.llmfit.engine.log.LoggedMemory;
import dev.llmfit.engine.log.LoggedModel;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a launch needs on one device beside what is there.
 *
 * @param device the device, {@code host} for system memory
 * @param launch the launch that is meant to fit
 * @param sizes what it takes there: printed, asked for, and for what the log did not reach computed
 * @param free what was there, if told
 * @param missing what is short; empty if nothing tells
 * @param bound whether {@code missing} is only known to be no more than that
 * @param resizer sizes other launches exactly; empty if the model is not known
 */
public record Need(
        String device,
        LaunchOptions launch,
        BufferSizes sizes,
        Optional<Bytes> free,
        Optional<Bytes> missing,
        boolean bound,
        Optional<Resizer> resizer) {

    /** Returns what the failed launch needs. */
    static Need ofFailure(RunLog log, Optional<KnownModel> model, GivenHardware hardware) {
        String device = device(log);
        Optional<Resizer> resizer = model.map(m -> new Resizer(log, m, device));
        LaunchOptions launch = cells(log, Resizer.options(log), resizer);
        BufferSizes sizes = sizes(log, device, launch, resizer);
        Optional<Bytes> asked = log.failure().flatMap(LoggedFailure::asked);
        Optional<Bytes> available = log.failure().flatMap(LoggedFailure::available);
        if (available.isPresent() && asked.isPresent()) {
            Bytes short_ = asked.get().minus(available.get());
            return new Need(device, launch, sizes, available, Optional.of(short_), false, resizer);
        }
        Optional<Bytes> free = hardware.free(device);
        Optional<LoggedMemory.Projection> fit = log.memory().projection();
        if (fit.isPresent() && log.memory().buffers().devices().size() <= 1 && !device.equals(LoggedFailure.HOST)) {
            // llama.cpp's own fit measured the whole launch; a load that fails early shows only a part of it.
            long measured = fit.get().used().count() - fit.get().free().count();
            if (measured > sizes.total().count() - fit.get().free().count()) {
                // What the log does not show is mostly weights; with them shown, it is scratch.
                Bytes rest = fit.get().used().minus(sizes.total());
                BufferSizes all = sizes.weights().count() == 0
                        ? new BufferSizes(device, rest, sizes.context(), sizes.compute())
                        : new BufferSizes(
                                device,
                                sizes.weights(),
                                sizes.context(),
                                sizes.compute().plus(rest));
                return new Need(
                        device,
                        launch,
                        all,
                        Optional.of(fit.get().free()),
                        Optional.of(Bytes.of(Math.max(1, measured))),
                        false,
                        resizer);
            }
        }
        long over = free.isPresent() ? sizes.total().count() - free.get().count() : 0;
        return over > 0
                ? new Need(device, launch, sizes, free, Optional.of(Bytes.of(over)), false, resizer)
                : new Need(device, launch, sizes, free, asked, true, resizer);
    }

    /** Returns what all layers on the GPUs would need, for a launch that left some in RAM; empty if nothing tells. */
    static Optional<Need> ofWhole(RunLog log, Optional<KnownModel> model) {
        List<LoggedDevice> devices = log.memory().buffers().devices();
        LaunchOptions launch =
                Resizer.options(log).withNGpuLayers(-1).withNCpuMoe(0).withNoKvOffload(false);
        if (devices.size() == 1
                && model.isPresent()
                && devices.getFirst().free().count() > 0) {
            String device = devices.getFirst().name();
            Resizer resizer = new Resizer(log, model.get(), device);
            Bytes free = devices.getFirst().free();
            return resizer.sizes(launch)
                    .filter(s -> s.total().compareTo(free) > 0)
                    .map(s -> new Need(
                            device,
                            launch,
                            s,
                            Optional.of(free),
                            Optional.of(s.total().minus(free)),
                            false,
                            Optional.of(resizer)));
        }
        return planned(log, launch).or(() -> scaled(log, launch));
    }

    /** Ollama's own reckoning of everything on the GPUs. */
    private static Optional<Need> planned(RunLog log, LaunchOptions launch) {
        List<LoggedDevice> devices = log.memory().buffers().devices();
        return log.memory()
                .planned()
                .filter(p -> p.full().compareTo(p.available()) > 0)
                .map(p -> new Need(
                        devices.isEmpty() ? "GPU" : devices.getFirst().name(),
                        launch,
                        new BufferSizes("GPU", p.weights(), p.kv(), p.graph()),
                        Optional.of(p.available()),
                        Optional.of(p.full().minus(p.available())),
                        false,
                        Optional.empty()));
    }

    /** The layers in RAM take what those on the one card take. */
    private static Optional<Need> scaled(RunLog log, LaunchOptions launch) {
        List<LoggedDevice> devices = log.memory().buffers().devices();
        int on = log.launch().offloaded().orElse(0);
        int all = log.launch().layers().orElse(0);
        if (devices.size() != 1 || on == 0 || devices.getFirst().free().count() == 0) {
            return Optional.empty();
        }
        BufferSizes here = log.memory().buffers().deviceSizes().getFirst();
        double share = (double) all / on;
        BufferSizes whole = new BufferSizes(
                here.name(),
                Bytes.of((long) (here.weights().count() * share)),
                Bytes.of((long) (here.context().count() * share)),
                here.compute());
        Bytes free = devices.getFirst().free();
        return whole.total().compareTo(free) > 0
                ? Optional.of(new Need(
                        here.name(),
                        launch,
                        whole,
                        Optional.of(free),
                        Optional.of(whole.total().minus(free)),
                        false,
                        Optional.empty()))
                : Optional.empty();
    }

    /** A log that does not print its context asks for a cache whose size tells it, where the model is known. */
    private static LaunchOptions cells(RunLog log, LaunchOptions launch, Optional<Resizer> resizer) {
        Optional<Bytes> asked =
                log.failure().filter(f -> f.part() == Part.CONTEXT).flatMap(LoggedFailure::asked);
        boolean one = log.memory().buffers().devices().size() <= 1;
        if (asked.isEmpty() || resizer.isEmpty() || !one || log.prints().has("n_ctx  ")) {
            return launch.nCtx() == 0 ? launch.withNCtx(trained(resizer)) : launch;
        }
        LaunchOptions some =
                launch.nCtx() == 0 ? launch.withNCtx(LaunchOptions.defaults().nBatch()) : launch;
        return resizer.get()
                .sizes(some)
                .filter(s -> s.context().count() > 0)
                .map(s -> (double) asked.get().count() / s.context().count())
                .map(ratio -> launch.withNCtx((int) Math.min(Integer.MAX_VALUE, Math.round(some.nCtx() * ratio))))
                .orElse(launch);
    }

    /** What llama.cpp takes without {@code -c}. */
    private static int trained(Optional<Resizer> resizer) {
        return resizer.map(r -> r.shape().nCtxTrain()).orElse(0);
    }

    /** Returns a word on the context that was taken where the log tells none. */
    Optional<Sign> assumedContext(RunLog log) {
        boolean told = log.launch().ctx().isPresent() || log.model().ctxTrain().isPresent();
        boolean assumed = !told && resizer.isPresent() && launch.nCtx() == trained(resizer);
        return assumed
                ? Optional.of(new Sign(
                        "oom/context-assumed",
                        String.format(
                                Locale.ROOT,
                                "The log does not tell the context: the trained one of %,d tokens is taken, as llama.cpp does"
                                        + " without -c.",
                                launch.nCtx()),
                        Hint.NONE))
                : Optional.empty();
    }

    private static String device(RunLog log) {
        Optional<String> named = log.failure().flatMap(LoggedFailure::device);
        if (named.isPresent()) {
            return named.get();
        }
        if (log.failure().filter(f -> f.words().contains("Malloc failed")).isPresent()
                && log.memory().buffers().isEmpty()) {
            return "GPU"; // of one card of several, or the only one: the line does not say
        }
        BufferSizes fullest = log.memory().buffers().hostSizes();
        for (BufferSizes s : log.memory().buffers().deviceSizes()) {
            boolean fuller =
                    fullest.name().equals(LoggedFailure.HOST) || s.total().compareTo(fullest.total()) > 0;
            fullest = fuller ? s : fullest;
        }
        return fullest.name();
    }

    private static BufferSizes sizes(RunLog log, String device, LaunchOptions launch, Optional<Resizer> resizer) {
        BufferSizes held = log.memory().on(device).orElse(new BufferSizes(device, Bytes.ZERO, Bytes.ZERO, Bytes.ZERO));
        Bytes asked = log.failure().flatMap(LoggedFailure::asked).orElse(Bytes.ZERO);
        Part part = log.failure().map(LoggedFailure::part).orElse(Part.PROCESS);
        Bytes weights = part == Part.WEIGHTS ? with(held.weights(), asked) : held.weights();
        Bytes context = part == Part.CONTEXT ? with(held.context(), asked) : held.context();
        boolean scratch = part == Part.COMPUTE || part == Part.RUN || part == Part.OUTPUT || part == Part.PROJECTOR;
        Bytes compute = scratch ? with(held.compute(), asked) : held.compute();
        Optional<BufferSizes> exact = resizer.flatMap(r -> r.sizes(launch));
        // Printed sizes are what happened; what the load did not reach is computed.
        return new BufferSizes(
                device,
                weights.count() > 0 ? weights : exact.map(BufferSizes::weights).orElse(Bytes.ZERO),
                larger(context, exact.map(BufferSizes::context), part == Part.CONTEXT || part == Part.WEIGHTS)
                        .orElseGet(() -> part == Part.WEIGHTS ? cache(log, device) : context),
                larger(compute, exact.map(BufferSizes::compute), true).orElse(compute));
    }

    /** Ollama's own engine prints what it is about to allocate, so a failure of the same size is not a second buffer. */
    private static Bytes with(Bytes held, Bytes asked) {
        boolean same = Math.abs(held.count() - asked.count()) < asked.count() / 50;
        return same ? held : held.plus(asked);
    }

    /** A cache of several parts fails at one of them, so the whole is the larger of what was seen and what is computed. */
    private static Optional<Bytes> larger(Bytes seen, Optional<Bytes> exact, boolean partial) {
        if (seen.count() == 0) {
            return exact;
        }
        return partial && exact.isPresent() && exact.get().compareTo(seen) > 0 ? exact : Optional.of(seen);
    }

    /** {@code src/llama-kv-cache.cpp}: cells times the K and V values of each layer; window layers are overestimated. */
    private static Bytes cache(RunLog log, String device) {
        LoggedModel m = log.model();
        if (m.layers().isEmpty()
                || m.keyWidth().isEmpty()
                || m.valueWidth().isEmpty()
                || device.equals(LoggedFailure.HOST)) {
            return Bytes.ZERO;
        }
        double layers = m.layers().getAsInt();
        double share = log.launch().offloaded().orElse(m.layers().getAsInt()) / Math.max(1, layers);
        long values = (long) m.keyWidth().getAsInt() + m.valueWidth().getAsInt();
        return Bytes.of((long)
                (Math.min(1, share) * layers * values * 2 * log.launch().ctx().orElse(0)));
    }
}
