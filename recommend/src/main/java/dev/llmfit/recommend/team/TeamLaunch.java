package dev.llmfit.recommend.team;

import dev.llmfit.recommend.emit.VllmService;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.vllm.VllmQuantization;
import dev.llmfit.sizing.vllm.VllmSize;
import dev.llmfit.sizing.vllm.speed.StepTime;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A launch of vLLM that was chosen.
 *
 * @param checkpoint what is served: a repository of Hugging Face, or the name of the model where none is known
 * @param published whether it is a repository
 * @param maker of the GPUs, for example {@code NVIDIA}; empty if that is not known
 * @param wish what was asked for
 * @param size what it takes and holds
 * @param split over GPUs and computers
 * @param held users at the wished context that its cache holds
 * @param speed of one replica; empty if the bandwidth of its GPU is not known
 * @param arguments of {@code vllm serve} after the model, each with its value
 * @param facts what rules may know of it
 * @param reasons why each was chosen
 */
public record TeamLaunch(
        String checkpoint,
        boolean published,
        String maker,
        TeamWish wish,
        VllmSize size,
        ServedSplit split,
        Held held,
        Optional<StepTime> speed,
        List<String> arguments,
        Facts facts,
        List<Finding> reasons) {
    public TeamLaunch {
        arguments = List.copyOf(arguments);
        reasons = List.copyOf(reasons);
    }

    /**
     * Users of all replicas together.
     *
     * @param least with the least memory that may be left; 0 where vLLM does not start with it
     * @param likely with the memory that is likely left
     */
    public record Held(long least, long likely) {}

    /** Returns the same launch with what is known of it, and reasons. */
    TeamLaunch because(Facts known, List<Finding> why) {
        return new TeamLaunch(checkpoint, published, maker, wish, size, split, held, speed, arguments, known, why);
    }

    /** Returns what is to be done before it starts, one sentence each: a checkpoint that is to be made. */
    public List<String> before() {
        List<String> sentences = new ArrayList<>();
        if (!published) {
            sentences.add("No repository of the model is known: in place of '" + checkpoint
                    + "' serve one of Hugging Face, or a folder, with its safetensors.");
        }
        VllmQuantization kept = size.launch().weights().quantization();
        if (kept != VllmQuantization.NONE && kept != VllmQuantization.FP8) {
            sentences.add("vLLM does not quantize to " + kept.id() + " while it loads: serve a repository that holds "
                    + checkpoint + " in " + kept.id() + " instead.");
        }
        return sentences;
    }

    /** Returns what else is to be done where nothing but a person starts copies and computers, one sentence each. */
    public List<String> byHand() {
        List<String> sentences = new ArrayList<>();
        if (split.nodes() > 1) {
            sentences.add(
                    "It takes " + split.nodes() + " computers: start it on the first, whose address stands in place of"
                            + " FIRST, and with its own rank (1 and on) and '--headless' on each other.");
        }
        if (split.copies() > 1) {
            sentences.add("Start it " + split.copies() + " times, "
                    + (split.nodes() > 1 ? "on computers of its own each time" : "once on each computer")
                    + ", behind a server that spreads requests.");
        }
        return sentences;
    }

    /** Returns what starts it. */
    public VllmService service() {
        return new VllmService(
                checkpoint,
                arguments,
                split.gpus(),
                split.nodes(),
                split.copies(),
                maker,
                new VllmService.Load(most(), Math.max(1, usersAtOnce() / split.copies())),
                before(),
                byHand());
    }

    /** Returns what each GPU must have: what vLLM asks for, or weights, the cache that is told and the most of what stands beside them. */
    private Bytes most() {
        OptionalLong cache = size.launch().memory().cacheBytes();
        long weights = size.weights().stream().mapToLong(Long::longValue).max().orElse(0);
        long beside = size.budget().activation().high()
                + size.budget().graphs().high()
                + size.budget().outside().high();
        return Bytes.of(cache.isEmpty() ? size.budget().requested() : weights + beside + cache.getAsLong());
    }

    /** Returns whether the cache holds all users at once. */
    public boolean holdsAll() {
        return held.likely() >= wish.users();
    }

    /** Returns whether tokens are drafted ahead. */
    public boolean drafts() {
        return size.launch().drafts().tokens() > 0;
    }

    /** Returns the GPUs that all copies take. */
    public int gpus() {
        return split.gpus() * split.copies();
    }

    /** Returns how many users a replica serves at the same time. */
    public int usersOfReplica() {
        long each = Math.max(1, held.likely() / split.replicas());
        return (int) Math.min(each, Math.ceilDiv(wish.users(), split.replicas()));
    }

    /** Returns how many of them a step holds: each stage of layers has a step of its own in flight. */
    private int usersOfStep() {
        return Math.ceilDiv(usersOfReplica(), split.pipeline());
    }

    /** Returns half of the context of a user, tokens: so much of it is filled where a speed is told. */
    public int half() {
        return Math.max(1, wish.ctx() / 2);
    }

    /** Returns tokens per second of each user, with half of the context filled; empty where no bandwidth is known. */
    public Optional<SpeedRange> each() {
        return speed.map(s -> s.each(usersOfStep(), half()));
    }

    /** Returns how many users are served at the same time, all replicas together. */
    public int usersAtOnce() {
        return Math.min(usersOfReplica() * split.replicas(), wish.users());
    }

    /** Returns tokens per second of the users that are served at the same time together. */
    public Optional<SpeedRange> total() {
        int users = usersAtOnce();
        return each().map(e -> new SpeedRange(users * e.low(), users * e.mid(), users * e.high()));
    }
}
