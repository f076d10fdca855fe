package dev.llmfit.recommend.team;

import dev.llmfit.recommend.emit.VllmService;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.vllm.VllmQuantization;
import dev.llmfit.sizing.vllm.VllmSize;
import dev.llmfit.sizing.vllm.speed.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A launch of vLLM that was chosen.
 *
 * @param checkpoint what is served: a repository of Hugging Face, or the name of the model where none is known
 * @param published whether it is a repository
 * @param maker of the GPUs, for example {@code NVIDIA}; empty if that is not known
 * @param wish what was asked for
 * @param size what it takes and holds
 * @param heldUsers users at the wished context that its cache holds, all replicas together: with the least memory that may be free, or the likely one
 *     where vLLM does not start with the least
 * @param speed of one replica; empty if the bandwidth of its GPU is not known
 * @param arguments of {@code vllm serve} after the model, each with its value
 * @param reasons why each was chosen
 */
public record TeamLaunch(
        String checkpoint,
        boolean published,
        String maker,
        TeamWish wish,
        VllmSize size,
        long heldUsers,
        Optional<StepTime> speed,
        List<String> arguments,
        List<Reason> reasons) {
    public TeamLaunch {
        arguments = List.copyOf(arguments);
        reasons = List.copyOf(reasons);
    }

    /**
     * Why something was chosen.
     *
     * @param id stable, {@code vllm/…}
     * @param text one sentence
     */
    public record Reason(String id, String text) {}

    /** Returns what has to be served instead of the checkpoint, one sentence each; empty if vLLM makes of it what was sized. */
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

    /** Returns what starts it. */
    public VllmService service() {
        return new VllmService(checkpoint, arguments, gpus(), maker, before());
    }

    /** Returns whether the cache holds all users at once. */
    public boolean holdsAll() {
        return heldUsers >= wish.users();
    }

    /** Returns whether tokens are drafted ahead. */
    public boolean drafts() {
        return size.launch().drafts().tokens() > 0;
    }

    /** Returns the GPUs that it takes. */
    public int gpus() {
        return size.launch().split().tensor()
                * size.launch().split().pipeline()
                * size.launch().split().data();
    }

    /** Returns how many users a replica serves at the same time. */
    public int usersOfReplica() {
        int data = size.launch().split().data();
        long held = Math.max(1, heldUsers / data);
        return (int) Math.min(held, (wish.users() + data - 1) / data);
    }

    /** Returns half of the context of a user, tokens: so much of it is filled where a speed is told. */
    public int half() {
        return Math.max(1, wish.ctx() / 2);
    }

    /** Returns tokens per second of each user, with half of the context filled; empty where no bandwidth is known. */
    public Optional<SpeedRange> each() {
        return speed.map(s -> s.each(usersOfReplica(), half()));
    }

    /** Returns how many users are served at the same time, all replicas together. */
    public int usersAtOnce() {
        return Math.min(usersOfReplica() * size.launch().split().data(), wish.users());
    }

    /** Returns tokens per second of the users that are served at the same time together. */
    public Optional<SpeedRange> total() {
        int users = usersAtOnce();
        return each().map(e -> new SpeedRange(users * e.low(), users * e.mid(), users * e.high()));
    }
}
