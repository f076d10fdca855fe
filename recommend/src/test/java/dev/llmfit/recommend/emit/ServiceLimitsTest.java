package dev.llmfit.recommend.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Cases;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueEntry;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.fit.CacheLimits;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.RuntimeOverhead;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No emitted limit of memory is below what the launch takes with its caches full, for random launches of models of the catalogue: 10,000 in
 * {@code .ci/long}. What may grow is read from the flags that are emitted and sized again.
 */
class ServiceLimitsTest {
    private static final long SEED = 20261201;
    private static final int CASES = Cases.of(10_000);

    /** Sizing takes time in proportion to the layers. */
    private static final int MOST_LAYERS = 32;

    /** The least that a limit keeps above what is predicted. */
    private static final double MARGIN = 1.05;

    private static final List<Target> SERVICES = List.of(Target.COMPOSE, Target.SYSTEMD, Target.KUBERNETES);
    private static final Pattern LIMIT =
            Pattern.compile("mem_limit: (\\d+)m|MemoryHigh=(\\d+)M|limits:\\s+memory: (\\d+)Mi");

    private final GraphEstimator sizing = new GraphEstimator();
    private final List<ModelSummary> catalogue = Catalogue.bundled().summaries().stream()
            .filter(s -> s.nLayer() <= MOST_LAYERS)
            .toList();

    @Test
    void noLimitIsBelowTheLaunchWithItsCachesFull() {
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        int bounded = 0;
        for (int i = 0; i < CASES; i++) {
            ModelSummary summary = catalogue.get(random.nextInt(catalogue.size()));
            Model model = Catalogue.bundled()
                    .byId(summary.id())
                    .map(CatalogueEntry::model)
                    .orElseThrow();
            LaunchOptions options = launch(random);
            List<DeviceMemory> devices = devices(random);
            Estimate estimate;
            try {
                estimate = sizing.estimate(model, devices, options, EngineBuild.NEWEST);
            } catch (LaunchRefusedException e) {
                continue;
            }
            long room = (long) (random.nextDouble() * random.nextDouble() * (24L << 30)) - (1L << 30);
            ServerCaches caches = CacheLimits.of(estimate.growth(), room, !options.embeddings());
            bounded += caches.equals(ServerCaches.DEFAULT) ? 0 : 1;
            Plan plan = plan(estimate, options.withServerCaches(caches), devices.size());
            for (Target service : SERVICES) {
                tried++;
                String text = service.emit(plan);
                Bytes peak = peak(model, devices, options, text);
                if (limit(text) * (double) (1 << 20) < MARGIN * peak.count()) {
                    wrong.add("seed " + SEED + ", case " + i + ": " + summary.id() + " " + options + ", " + service
                            + ": " + limit(text) + " MiB for " + peak);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(tried > CASES, "few launches were not refused: " + tried);
        assertTrue(bounded > CASES / 4, "few launches were short of memory: " + bounded);
    }

    /** What the emitted text says the launch may take, sized anew with the flags in it. */
    private Bytes peak(Model model, List<DeviceMemory> devices, LaunchOptions options, String text) {
        ServerCaches said = new ServerCaches(flag(text, "--cache-ram"), flag(text, "--ctx-checkpoints"));
        Estimate full = sizing.estimate(model, devices, options.withServerCaches(said), EngineBuild.NEWEST);
        return full.host()
                .total()
                .plus(process().high())
                .plus(full.growth().bound().orElseThrow());
    }

    private static RuntimeOverhead process() {
        return RuntimeOverhead.of(Backend.CPU, "amd64");
    }

    private static Optional<Integer> flag(String text, String name) {
        Matcher words = Pattern.compile(name + "[\", ]+(-?\\d+)").matcher(text);
        return words.find() ? Optional.of(Integer.valueOf(words.group(1))) : Optional.empty();
    }

    private static long limit(String text) {
        Matcher limit = LIMIT.matcher(text);
        assertTrue(limit.find(), text);
        String said = Optional.ofNullable(limit.group(1))
                .or(() -> Optional.ofNullable(limit.group(2)))
                .orElseGet(() -> limit.group(3));
        return Long.parseLong(said);
    }

    private static LaunchOptions launch(Random random) {
        int slots = 1 << random.nextInt(5);
        int ubatch = 128 << random.nextInt(5);
        return LaunchOptions.defaults()
                .withNCtx(1024 << random.nextInt(7))
                .withNParallel(slots)
                .withNOutputsMax(slots)
                .withKvUnified(random.nextInt(4) == 0)
                .withNUbatch(ubatch)
                .withNBatch(Math.max(2048, ubatch))
                .withNGpuLayers(random.nextInt(40))
                .withNCpuMoe(random.nextInt(3) == 0 ? random.nextInt(30) : 0)
                .withSwaFull(random.nextInt(8) == 0)
                .withNoKvOffload(random.nextInt(8) == 0)
                .withEmbeddings(random.nextInt(8) == 0);
    }

    private static List<DeviceMemory> devices(Random random) {
        List<DeviceMemory> devices = new ArrayList<>();
        for (int d = random.nextInt(3); d > 0; d--) {
            Bytes memory = Bytes.ofGib(24);
            devices.add(new DeviceMemory("CUDA" + devices.size(), Backend.CUDA, memory, memory));
        }
        return devices;
    }

    private static Plan plan(Estimate estimate, LaunchOptions options, int gpus) {
        ServerCaches caches = options.serverCaches();
        return new Plan(
                "m",
                "F16",
                new FileSource.Local("m.gguf"),
                ImageInput.NONE,
                Optional.empty(),
                options,
                estimate.flashAttn(),
                estimate.layerDevice().size(),
                new PlannedGpus(gpus, gpus == 0 ? Optional.empty() : Optional.of(Backend.CUDA), Bytes.ofGib(6)),
                8,
                estimate.host().total().plus(process().high()),
                estimate.growth()
                        .within(caches.cacheRam(EngineBuild.NEWEST), caches.ctxCheckpoints(EngineBuild.NEWEST)),
                options.embeddings());
    }
}
