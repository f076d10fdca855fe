package dev.llmfit.cli.recommend;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.ModelOffer;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.GraphEstimator;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Changes of a launch that save memory where an allocation failed, cheapest first: context, cache type, batch, file type, layers. With
 * the model known, savings are differences of exact sizes; else they follow from the buffers in the log.
 */
final class Remedies {
    private static final List<String> FILE_TYPES =
            List.of("F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q3_K_M", "IQ3_XXS", "Q2_K");

    private final RunLog log;
    private final Optional<ModelOffer> offer;
    private final BufferSizes there;

    /**
     * A change.
     *
     * @param flags what to change on the command line
     * @param saves bytes saved on the device
     * @param cost what it costs
     * @param enough whether it saves what is missing
     * @param exact whether the saving is a difference of exact sizes
     */
    record Remedy(String flags, Bytes saves, String cost, boolean enough, boolean exact) {}

    Remedies(RunLog log, Optional<ModelOffer> offer) {
        this.log = log;
        this.offer = offer;
        this.there = device();
    }

    private static long plus(BufferSizes there, RunLog log, RunLog.Part part) {
        long known = part == RunLog.Part.CONTEXT
                ? there.context().count()
                : there.compute().count();
        return known
                + log.failure()
                        .filter(f -> f.part() == part)
                        .map(f -> f.size().count())
                        .orElse(0L);
    }

    /** Returns the buffers of the device where the allocation failed, else of the fullest one. */
    private BufferSizes device() {
        List<BufferSizes> sizes = log.buffers().deviceSizes();
        BufferSizes fullest = log.buffers().hostSizes();
        for (BufferSizes s : sizes) {
            boolean failed =
                    log.failure().filter(f -> f.device().equals(s.name())).isPresent();
            if (failed) {
                return s;
            }
            fullest = fullest.name().equals("host") || s.total().compareTo(fullest.total()) > 0 ? s : fullest;
        }
        return fullest;
    }

    /** Returns what is missing: what lies there and what was asked for, less what was free; at most the failed allocation. */
    Optional<Bytes> missing() {
        return log.failure().map(f -> {
            for (LoggedDevice d : log.buffers().devices()) {
                if (d.name().equals(there.name()) && d.free().count() > 0) {
                    long over = there.total().plus(f.size()).count() - d.free().count();
                    return Bytes.of(Math.clamp(over, 1, f.size().count()));
                }
            }
            return f.size();
        });
    }

    /** Returns the changes that save something, those that are enough first, each group cheapest first. */
    List<Remedy> list() {
        List<Remedy> all = new ArrayList<>();
        int ctx = log.buffers().nCtx().orElse(0);
        if (log.slots().orElse(1) > 1) {
            add(
                    all,
                    "-np 1",
                    options(ctx).withNParallel(1).withNOutputsMax(1),
                    Bytes.ZERO,
                    "one conversation at a time");
        }
        for (int smaller = ctx / 2; smaller >= 2048; smaller /= 2) {
            Bytes saved = Bytes.of((long) (plus(there, log, RunLog.Part.CONTEXT) * (1 - smaller / (double) ctx)));
            add(all, "-c " + smaller, options(smaller), saved, "a shorter conversation");
            if (!all.isEmpty() && all.getLast().enough()) {
                break; // a still shorter one costs more and saves no more than is missing
            }
        }
        if (log.typeK().orElse("f16").equals("f16") && ctx > 0) {
            LaunchOptions q8 = options(ctx).withTypeK(GgmlType.Q8_0).withTypeV(GgmlType.Q8_0);
            Bytes saved = Bytes.of(plus(there, log, RunLog.Part.CONTEXT) * 15 / 32);
            add(all, "-fa on -ctk q8_0 -ctv q8_0", q8, saved, "0.03 % perplexity");
        }
        int ubatch = log.ubatch().orElse(LaunchOptions.defaults().nUbatch());
        if (ubatch > 64) {
            Bytes saved = Bytes.of(plus(there, log, RunLog.Part.COMPUTE) / 2);
            add(all, "-ub " + ubatch / 2, options(ctx).withNUbatch(ubatch / 2), saved, "slower prompts");
        }
        fileTypes(all);
        layers(all, ctx);
        List<Remedy> ranked =
                new ArrayList<>(all.stream().filter(Remedy::enough).toList());
        all.stream().filter(r -> !r.enough()).forEach(ranked::add);
        return ranked;
    }

    private void fileTypes(List<Remedy> all) {
        int now = FILE_TYPES.indexOf(log.fileType().orElse(""));
        for (int i = now + 1; now >= 0 && i < FILE_TYPES.size(); i++) {
            double share = offer.isPresent()
                            && offer.get().fileTypes().containsAll(List.of(FILE_TYPES.get(i), FILE_TYPES.get(now)))
                    ? (double) offer.get().fileBytes(FILE_TYPES.get(i)).count()
                            / offer.get().fileBytes(FILE_TYPES.get(now)).count()
                    : bits(FILE_TYPES.get(i)) / bits(FILE_TYPES.get(now));
            Bytes saved = Bytes.of((long) (there.weights().count() * (1 - share)));
            if (!all.isEmpty()
                    && all.getLast().flags().startsWith("the file")
                    && all.getLast().enough()) {
                return;
            }
            all.add(remedy("the file as " + FILE_TYPES.get(i), saved, "quality, see llmfit quants", false));
        }
    }

    private void layers(List<Remedy> all, int ctx) {
        int n = log.offloaded().orElse(0);
        Bytes perLayer = n == 0
                ? Bytes.ZERO
                : Bytes.of(there.weights().plus(there.context()).count() / n);
        if (perLayer.count() > 0) {
            long fewer = missing()
                    .map(m -> (m.count() + perLayer.count() - 1) / perLayer.count())
                    .orElse(1L);
            int left = (int) Math.max(0, n - fewer);
            Bytes saved = Bytes.of(perLayer.count() * (n - left));
            add(all, "-ngl " + left, options(ctx).withNGpuLayers(left), saved, "much speed");
        }
    }

    private static double bits(String fileType) {
        GgmlType type = FileType.byName(fileType).orElseThrow().defaultType();
        return type.blockBytes() * 8.0 / type.blockSize();
    }

    private void add(List<Remedy> all, String flags, LaunchOptions changed, Bytes fromLog, String cost) {
        Optional<Bytes> exact = sized(options(log.buffers().nCtx().orElse(0)))
                .flatMap(now -> sized(changed).map(then -> Bytes.of(Math.max(0, now.count() - then.count()))));
        Bytes saves = exact.orElse(fromLog);
        if (saves.count() > 0) {
            all.add(remedy(flags, saves, cost, exact.isPresent()));
        }
    }

    private Remedy remedy(String flags, Bytes saves, String cost, boolean exact) {
        boolean enough = missing().filter(m -> saves.compareTo(m) >= 0).isPresent();
        return new Remedy(flags, saves, cost, enough, exact);
    }

    private LaunchOptions options(int ctx) {
        LaunchOptions.FlashAttn fa =
                log.flashAttn().orElse(true) ? LaunchOptions.FlashAttn.AUTO : LaunchOptions.FlashAttn.OFF;
        int slots = log.slots().orElse(1);
        return LaunchOptions.defaults()
                .withNCtx(ctx)
                .withNGpuLayers(log.offloaded().orElse(-1))
                .withNUbatch(log.ubatch().orElse(LaunchOptions.defaults().nUbatch()))
                .withNParallel(slots)
                .withNOutputsMax(slots)
                .withFlashAttn(fa)
                .withTypeK(type(log.typeK()))
                .withTypeV(type(log.typeV()));
    }

    private static GgmlType type(Optional<String> name) {
        return name.flatMap(GgmlType::byName).orElse(GgmlType.F16);
    }

    /** Returns what the device would hold; empty if the model or the device is not known. */
    private Optional<Bytes> sized(LaunchOptions options) {
        List<LoggedDevice> devices = log.buffers().devices();
        String fileType = log.fileType().orElse("");
        if (offer.isEmpty() || !offer.get().fileTypes().contains(fileType)) {
            return Optional.empty();
        }
        List<DeviceMemory> memory = devices.stream()
                .map(d -> new DeviceMemory(d.name(), backend(d.name()), d.free(), d.free()))
                .toList();
        Estimate estimate =
                new GraphEstimator().estimate(offer.get().model(fileType), memory, options, EngineBuild.NEWEST);
        return estimate.devices().stream()
                .filter(b -> b.name().equals(there.name()))
                .map(BufferSizes::total)
                .findFirst();
    }

    private static Backend backend(String device) {
        String name = device.toLowerCase(Locale.ROOT);
        if (name.startsWith("mtl") || name.startsWith("metal")) {
            return Backend.METAL;
        }
        for (Backend b : Backend.values()) {
            if (name.startsWith(b.id())) {
                return b;
            }
        }
        return Backend.REFERENCE;
    }

    /** Returns the device that the remedies are for. */
    String where() {
        return there.name();
    }
}
