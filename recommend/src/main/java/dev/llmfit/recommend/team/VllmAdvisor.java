package dev.llmfit.recommend.team;

import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses a launch of vLLM: weights in the most bits that leave room for all users, a cache of 16 bits before one of 8, and the split
 * with the most tokens per second. Every number is {@link VllmEngine}'s.
 */
public final class VllmAdvisor {
    /** Compute capabilities: Ada has tensor cores of FP8, Blackwell of FP4 (developer.nvidia.com/cuda-gpus). */
    private static final int ADA = 89;

    private static final int BLACKWELL = 100;

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

    private final EngineModel model;
    private final Machine machine;
    private final TeamWish wish;
    private final VllmEngine engine = new VllmEngine();
    private final VllmGpu gpu;
    private final String maker;
    private final Optional<SpeedDevice> speed;

    /**
     * Creates an advisor.
     *
     * @throws LaunchRefusedException if the machine has no GPU that vLLM runs on
     */
    public VllmAdvisor(EngineModel model, Machine machine, TeamWish wish) {
        this.model = model;
        this.machine = machine;
        this.wish = wish;
        this.gpu = VllmGpu.of(machine);
        Optional<Device> device = machine.devices().stream()
                .filter(d -> d.description().equals(gpu.name()))
                .findFirst();
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
    private record Tried(Choice choice, VllmSize size, TeamLaunch launch) {
        double perSecond() {
            return launch.total().map(t -> t.mid()).orElse(0.0);
        }
    }

    /** Arguments that are varied. */
    record Choice(VllmQuantization weights, boolean fp8Cache, int tensor, int data, boolean smallStep, int drafts) {}

    /**
     * Returns the launch; one that holds fewer users where none holds all.
     *
     * @throws LaunchRefusedException if vLLM starts with none
     */
    public TeamLaunch advise() {
        Optional<Tried> most = Optional.empty();
        Optional<LaunchRefusedException> refused = Optional.empty();
        boolean sized = false;
        for (VllmQuantization weights : weights()) {
            for (boolean fp8Cache : capability() >= ADA ? new boolean[] {false, true} : new boolean[] {false}) {
                Optional<Tried> best = Optional.empty();
                for (Choice choice : splits(weights, fp8Cache)) {
                    try {
                        Optional<Tried> tried = tried(choice);
                        sized = true;
                        best = better(best, tried);
                        most = roomier(most, tried);
                    } catch (LaunchRefusedException e) {
                        refused = Optional.of(e);
                    }
                }
                if (best.isPresent()) {
                    return sized(best.get());
                }
            }
        }
        // what one split cannot do is no reason where another could be sized
        Optional<LaunchRefusedException> always = sized ? Optional.empty() : refused;
        return sized(most.orElseThrow(() -> always.orElseGet(() -> new LaunchRefusedException(
                engine.title(),
                "no split, quantization or cache of " + model.id() + " leaves room for one request of " + wish.ctx()
                        + " tokens on " + gpu.count() + " x " + gpu.name()))));
    }

    private static Optional<Tried> better(Optional<Tried> best, Optional<Tried> next) {
        boolean all = next.filter(t -> t.launch().holdsAll() && t.size().verdict() == EngineSize.Verdict.FITS)
                .isPresent();
        if (!all || best.isEmpty()) {
            return all ? next : best;
        }
        Tried old = best.get();
        Tried tried = next.orElseThrow();
        // splits come from the widest to the narrowest
        boolean narrower = tried.choice().tensor() < old.choice().tensor();
        double bar = narrower ? WIDER_GAINS * old.perSecond() : old.perSecond();
        return tried.perSecond() > bar ? next : best;
    }

    private static Optional<Tried> roomier(Optional<Tried> most, Optional<Tried> next) {
        boolean more = next.isPresent()
                && next.get().launch().heldUsers() > 0
                && (most.isEmpty()
                        || next.get().launch().heldUsers() > most.get().launch().heldUsers());
        return more ? next : most;
    }

    private int capability() {
        return gpu.known() ? gpu.major() * 10 + gpu.minor() : 0;
    }

    /** Most bits first where they cost nothing: FP8 loses next to nothing and is read twice as fast where cards compute in it. */
    private List<VllmQuantization> weights() {
        if (!model.traits().nativeType().isEmpty()) {
            return List.of(VllmQuantization.NONE); // as it is published
        }
        if (capability() >= BLACKWELL) {
            return List.of(VllmQuantization.FP8, VllmQuantization.NVFP4);
        }
        return capability() >= ADA
                ? List.of(VllmQuantization.FP8, VllmQuantization.W4A16)
                : List.of(VllmQuantization.NONE, VllmQuantization.AWQ);
    }

    private List<Choice> splits(VllmQuantization weights, boolean fp8Cache) {
        List<Choice> all = new ArrayList<>();
        for (int tensor = Integer.highestOneBit(gpu.count()); tensor >= 1; tensor /= 2) {
            int data = Math.min(gpu.count() / tensor, wish.users());
            int drafts = model.traits().nextTokenLayers() > 0 && wish.users() <= DRAFTED_USERS ? DRAFTED : 0;
            all.add(new Choice(weights, fp8Cache, tensor, data, false, drafts));
            all.add(new Choice(weights, fp8Cache, tensor, data, true, drafts));
            if (data > 1) {
                all.add(new Choice(weights, fp8Cache, tensor, 1, false, drafts));
            }
        }
        return all;
    }

    private Optional<Tried> tried(Choice choice) {
        VllmSize size = engine.size(model, arguments(choice, 0), Optional.of(machine));
        if (size.verdict() == EngineSize.Verdict.REFUSED) {
            return Optional.empty();
        }
        VllmPlan low = size.plans().low();
        VllmPlan counted = low.refusal().isPresent() ? size.plan() : low;
        long held = held(choice, size, counted);
        return Optional.of(new Tried(choice, size, launch(choice, size, held, List.of())));
    }

    private TeamLaunch launch(Choice choice, VllmSize size, long held, List<TeamLaunch.Reason> reasons) {
        Optional<String> repository = model.traits().published();
        return new TeamLaunch(
                repository.orElse(model.id()),
                repository.isPresent(),
                maker,
                wish,
                size,
                held,
                speed.map(d -> new StepTime(VllmWork.of(model, size.launch()), d)),
                new VllmWords(model, size, choice).arguments(),
                reasons);
    }

    /** Where the need is known and fits, the cache gets exactly that, and the rest of the card stays free. */
    private TeamLaunch sized(Tried tried) {
        Choice choice = tried.choice();
        VllmPlan plan = tried.size().plan();
        long need = 0;
        if (tried.launch().holdsAll()) { // far more users need not even be countable
            long block =
                    plan.stageBytes().stream().mapToLong(Long::longValue).max().orElse(0);
            long users = Math.ceilDiv((long) wish.users(), choice.data());
            // one block more: vLLM keeps an empty one
            need = Math.addExact(Math.multiplyExact(users * plan.requestBlocks(), block), block);
        }
        boolean fits =
                tried.launch().holdsAll() && need <= tried.size().available().low();
        VllmSize size = fits ? engine.size(model, arguments(choice, need), Optional.of(machine)) : tried.size();
        long held = fits ? held(choice, size, size.plan()) : tried.launch().heldUsers();
        return launch(choice, size, held, new VllmReasons(model, wish, gpu, choice, size, held, fits).list());
    }

    private LaunchArguments arguments(Choice c, long cacheBytes) {
        JsonObject.Builder given = JsonObject.builder()
                .put("tensor_parallel_size", c.tensor())
                .put("max_model_len", wish.ctx())
                .put("max_num_seqs", requests(c));
        if (c.data() > 1) {
            given.put("data_parallel_size", c.data());
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

    private int requests(Choice c) {
        int users = Math.max(LEAST_REQUESTS, Math.ceilDiv(wish.users(), c.data()));
        // every request takes a token of a step
        return c.smallStep() ? Math.min(users, SMALL_STEP) : users;
    }

    /** Returns the users that are served at once: as many as the cache holds, where a step takes the wished ones. */
    private long held(Choice c, VllmSize size, VllmPlan plan) {
        long requests = size.launch().batch().requests();
        long all = (long) plan.concurrency();
        boolean queued = requests < Math.ceilDiv(wish.users(), c.data());
        return (queued ? Math.min(all, requests) : all) * c.data();
    }
}
