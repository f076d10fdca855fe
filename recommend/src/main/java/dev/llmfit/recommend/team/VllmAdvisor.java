package dev.llmfit.recommend.team;

import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.vllm.VllmEngine;
import dev.llmfit.sizing.vllm.VllmGpu;
import dev.llmfit.sizing.vllm.VllmPlan;
import dev.llmfit.sizing.vllm.VllmQuantization;
import dev.llmfit.sizing.vllm.VllmSize;
import dev.llmfit.sizing.vllm.VllmWork;
import dev.llmfit.sizing.vllm.speed.StepTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses a launch of vLLM: weights in the most bits that leave room for all users, stages of layers only where no tensor group
 * does, a cache of 16 bits before one of 8, and the split with the most tokens per second. The memory that is likely left decides;
 * where the least of it holds fewer users, a reason says so. Every number is {@link VllmEngine}'s.
 */
public final class VllmAdvisor {
    /** A step of at most this many tokens delays answers less and has a smaller peak; vLLM's default on small cards. */
    static final int SMALL_STEP = 2048;

    /** Requests that a step may have at least, so that a queue of a small team is not cut; judgement. */
    private static final int LEAST_REQUESTS = 8;

    /** Beyond this many users a batch computes rather than reads, and drafted tokens cost more than they give; judgement. */
    private static final int DRAFTED_USERS = 8;

    /**
     * A split over fewer GPUs is taken where it reaches this share of the speed: what GPUs add up after each layer grows with the batch,
     * which the formula leaves out, and vLLM's guide takes no more GPUs for a model than hold it (docs.vllm.ai, Parallelism and Scaling);
     * judgement.
     */
    private static final double WIDER_GAINS = 0.7;

    /** Tokens that MTP drafts ahead in the vendors' recipes. */
    private static final int DRAFTED = 2;

    /** The group of rules that say why a launch is set as it is. */
    private static final String REASONS = "vllm/";

    private final EngineModel model;
    private final TeamWish wish;
    private final RuleBook rules;
    private final double share;
    private final VllmEngine engine = new VllmEngine();
    private final VllmGpu gpu;
    private final String maker;
    private final LowBitCores cores;
    private final Optional<SpeedDevice> speed;

    /**
     * Creates an advisor.
     *
     * @param machine one of the computers that it may take
     * @throws LaunchRefusedException if vLLM does not run on the machine
     */
    public VllmAdvisor(EngineModel model, Machine machine, TeamWish wish, RuleBook rules) {
        this.model = model;
        this.wish = wish;
        this.rules = rules;
        engine.obstacle(machine).ifPresent(why -> {
            throw new LaunchRefusedException(engine.title(), why);
        });
        this.share = VllmEngine.freeShare(machine);
        this.gpu = VllmGpu.of(machine);
        Optional<Device> device = machine.devices().stream()
                .filter(d -> d.description().equals(gpu.name()))
                .findFirst();
        this.cores = LowBitCores.of(device);
        this.maker = device.map(VllmAdvisor::maker).orElse("");
        this.speed = device.flatMap(d -> SpeedDevice.of(d, HardwareDatabase.bundled()));
    }

    /** Returns who makes a device; empty if neither its row of the database nor its backend tells. */
    private static String maker(Device d) {
        return d.databaseId()
                .flatMap(HardwareDatabase.bundled()::byId)
                .map(HardwareEntry::vendor)
                .orElse(
                        switch (d.backend()) {
                            case CUDA -> "NVIDIA";
                            case ROCM -> "AMD";
                            case SYCL -> "Intel";
                            default -> "";
                        });
    }

    /** A launch that was tried. */
    private record Tried(VllmChoice choice, VllmSize size, TeamLaunch launch) {
        double perSecond() {
            return launch.total().map(t -> t.mid()).orElse(0.0);
        }
    }

    /**
     * Returns the launch; one that holds fewer users where none holds all.
     *
     * @throws LaunchRefusedException if vLLM starts with none
     */
    public TeamLaunch advise() {
        Search search = new Search();
        for (VllmQuantization weights : weights()) {
            Optional<Tried> best = search.best(weights, ServedSplit.whole(gpu.count(), wish.nodes(), wish.users()));
            if (best.isEmpty()) {
                best = search.best(weights, ServedSplit.staged(gpu.count(), wish.nodes(), wish.users()));
            }
            if (best.isPresent()) {
                return sized(best.get());
            }
        }
        return sized(search.most.orElseThrow(search::none));
    }

    /** What was tried so far. */
    private final class Search {
        private Optional<Tried> most = Optional.empty();
        private Optional<LaunchRefusedException> refused = Optional.empty();
        private boolean sized;

        /** Returns the best launch that holds all users, with a cache of 8 bits only where none of 16 does. */
        Optional<Tried> best(VllmQuantization weights, List<ServedSplit> splits) {
            for (boolean fp8Cache : hasFp8() ? new boolean[] {false, true} : new boolean[] {false}) {
                Optional<Tried> best = Optional.empty();
                for (ServedSplit split : splits) {
                    for (boolean smallStep : new boolean[] {false, true}) {
                        Optional<Tried> tried = tried(new VllmChoice(weights, fp8Cache, split, smallStep, drafts()));
                        best = better(best, tried);
                        most = roomier(most, tried);
                    }
                }
                if (best.isPresent()) {
                    return best;
                }
            }
            return Optional.empty();
        }

        private Optional<Tried> tried(VllmChoice choice) {
            try {
                Optional<Tried> tried = VllmAdvisor.this.tried(choice);
                sized = true;
                return tried;
            } catch (LaunchRefusedException e) {
                refused = Optional.of(e);
                return Optional.empty();
            }
        }

        /** What one split cannot do is no reason where another could be sized. */
        LaunchRefusedException none() {
            Optional<LaunchRefusedException> always = sized ? Optional.empty() : refused;
            String computers = wish.nodes() > 1 ? wish.nodes() + " computers of " : "";
            return always.orElseGet(() -> new LaunchRefusedException(
                    engine.title(),
                    "no split, quantization or cache of " + model.id() + " leaves room for one request of "
                            + String.format(Locale.ROOT, "%,d", wish.ctx()) + " tokens on " + computers + gpu.count()
                            + " x " + gpu.name()));
        }
    }

    private static Optional<Tried> better(Optional<Tried> best, Optional<Tried> next) {
        boolean all = next.filter(t -> t.launch().holdsAll() && t.size().verdict() == EngineSize.Verdict.FITS)
                .isPresent();
        if (!all || best.isEmpty()) {
            return all ? next : best;
        }
        Tried old = best.get();
        Tried tried = next.orElseThrow();
        if (tried.choice().split().pipeline() > old.choice().split().pipeline()) {
            return best; // each stage is a message more, which speeds do not count
        }
        // splits come from the widest to the narrowest
        boolean narrower =
                tried.choice().split().tensor() < old.choice().split().tensor();
        double bar = narrower ? WIDER_GAINS * old.perSecond() : old.perSecond();
        return tried.perSecond() > bar ? next : best;
    }

    private static Optional<Tried> roomier(Optional<Tried> most, Optional<Tried> next) {
        boolean more = next.isPresent()
                && next.get().launch().held().likely() > 0
                && (most.isEmpty()
                        || next.get().launch().held().likely()
                                > most.get().launch().held().likely());
        return more ? next : most;
    }

    private boolean hasFp8() {
        return cores.fp8().orElse(false);
    }

    /** Most bits first where they cost nothing: FP8 loses next to nothing and is read twice as fast where cards compute in it. */
    private List<VllmQuantization> weights() {
        if (!model.traits().nativeType().isEmpty()) {
            return List.of(VllmQuantization.NONE); // as it is published
        }
        if (cores.fp4()) {
            return List.of(VllmQuantization.FP8, VllmQuantization.NVFP4);
        }
        return hasFp8()
                ? List.of(VllmQuantization.FP8, VllmQuantization.W4A16)
                : List.of(VllmQuantization.NONE, VllmQuantization.AWQ);
    }

    private int drafts() {
        return model.traits().nextTokenLayers() > 0 && wish.users() <= DRAFTED_USERS ? DRAFTED : 0;
    }

    private VllmSize size(VllmChoice choice, long cacheBytes) {
        return engine.size(model, arguments(choice, cacheBytes), gpu.times(wish.nodes()));
    }

    private Optional<Tried> tried(VllmChoice choice) {
        VllmSize size = size(choice, 0);
        if (size.plan().refusal().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Tried(choice, size, launch(choice, size)));
    }

    private TeamLaunch launch(VllmChoice choice, VllmSize size) {
        Optional<String> repository = model.traits().published();
        return new TeamLaunch(
                repository.orElse(model.id()),
                repository.isPresent(),
                maker,
                wish,
                size,
                choice.split(),
                new TeamLaunch.Held(held(choice, size, size.plans().low()), held(choice, size, size.plan())),
                speed.map(d -> new StepTime(VllmWork.of(model, size.launch()), d)),
                new VllmWords(model, size, choice).arguments(isShort()),
                Facts.NONE,
                List.of());
    }

    /** Where the need is known and fits, the cache gets exactly that, and the rest of the card stays free. */
    private TeamLaunch sized(Tried tried) {
        VllmChoice choice = tried.choice();
        VllmPlan plan = tried.size().plan();
        long need = 0;
        if (tried.launch().holdsAll()) { // far more users need not even be countable
            long block =
                    plan.stageBytes().stream().mapToLong(Long::longValue).max().orElse(0);
            long users = Math.ceilDiv((long) wish.users(), choice.split().replicas());
            // one block more: vLLM keeps an empty one
            need = Math.addExact(Math.multiplyExact(users * plan.requestBlocks(), block), block);
        }
        boolean fits =
                tried.launch().holdsAll() && need <= tried.size().available().low();
        VllmSize size = fits ? size(choice, need) : tried.size();
        TeamLaunch launch = launch(choice, size);
        Facts facts = new TeamFacts(model, gpu, cores, launch).of(choice, fits, isShort());
        List<Finding> reasons = rules.apply(Rule.Scope.TEAM, facts).stream()
                .filter(f -> f.rule().id().startsWith(REASONS))
                .toList();
        return launch.because(facts, reasons);
    }

    /** Returns whether other programs hold so much of the GPUs that vLLM would end at its start by default. */
    private boolean isShort() {
        return share < VllmEngine.USUAL_SHARE;
    }

    private LaunchArguments arguments(VllmChoice c, long cacheBytes) {
        JsonObject.Builder given = JsonObject.builder()
                .put("tensor_parallel_size", c.split().tensor())
                .put("pipeline_parallel_size", c.split().pipeline())
                .put("data_parallel_size", c.split().data())
                .put("max_model_len", wish.ctx())
                .put("max_num_seqs", requests(c));
        if (isShort()) {
            given.put("gpu_memory_utilization", share);
        }
        if (c.smallStep()) {
            given.put("max_num_batched_tokens", SMALL_STEP);
        }
        if (c.fp8Cache()) {
            given.put("kv_cache_dtype", "fp8");
        }
        if (c.weights() != VllmQuantization.NONE) {
            given.put("quantization", c.weights().id()).put("ignore", "vision");
        }
        if (c.drafts() > 0) {
            given.put(
                    "speculative_config",
                    JsonObject.builder()
                            .put("method", "mtp")
                            .put("num_speculative_tokens", c.drafts())
                            .build());
        }
        if (cacheBytes > 0) {
            given.put("kv_cache_memory_bytes", cacheBytes);
        }
        return LaunchArguments.of(engine, given.build());
    }

    private int usersOfReplica(VllmChoice c) {
        return Math.ceilDiv(wish.users(), c.split().replicas());
    }

    private int requests(VllmChoice c) {
        int users = Math.max(LEAST_REQUESTS, usersOfReplica(c));
        // every request takes a token of a step
        return c.smallStep() ? Math.min(users, SMALL_STEP) : users;
    }

    /** Returns the users that are served at once: as many as the cache holds, where a step takes the wished ones. */
    private long held(VllmChoice c, VllmSize size, VllmPlan plan) {
        if (plan.refusal().isPresent()) {
            return 0;
        }
        long requests = size.launch().batch().requests();
        long all = (long) plan.concurrency();
        boolean queued = requests < usersOfReplica(c);
        return (queued ? Math.min(all, requests) : all) * c.split().replicas();
    }
}
