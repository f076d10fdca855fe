package dev.llmfit.answers.size;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.size.Rooms.Room;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.speed.SpeedRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** One launch in many variations: model and machine are found once, each variation is sized once. Not for several threads. */
public final class LaunchSeries {
    private final SizeAnswering answering;
    private final SizeAnswering.Sized base;
    private final Budgets budgets;
    private final Rooms rooms;

    private LaunchSeries(SizeAnswering answering, SizeAnswering.Sized base) {
        this.answering = answering;
        this.base = base;
        this.budgets = Budgets.of(base.own().machine(), Budgets.DEFAULT_MARGIN);
        this.rooms = answering.rooms(base);
    }

    /** Returns the variations of a launch. */
    public static LaunchSeries of(SizeQuestion question, Workbench bench) throws IOException {
        SizeAnswering answering = new SizeAnswering(question, bench);
        return new LaunchSeries(answering, answering.launch());
    }

    /** Returns the series of a launch that was sized. */
    static LaunchSeries of(SizeAnswering answering, SizeAnswering.Sized sized) {
        return new LaunchSeries(answering, sized);
    }

    /** Returns the options of the launch itself, with what its program chooses at the start. */
    public LaunchOptions options() {
        return base.own().options();
    }

    /** Returns the tokens of its context. */
    public int nCtx() {
        return base.own().estimate().nCtx();
    }

    /** Returns its hyper-parameters. */
    public HyperParameters hyper() {
        return HyperParameters.of(base.own().model());
    }

    /** Returns layers and output layer: the largest {@code -ngl} that makes a difference. */
    public int allLayers() {
        return base.own().estimate().layerDevice().size();
    }

    /** Returns a variation with so many slots, each with the context that it has now; a unified cache stays as large as it is. */
    public static LaunchOptions withSlots(LaunchOptions options, int slots) {
        int before = Math.max(1, options.nParallel());
        boolean rowOfEach = options.nOutputsMax() == before; // llama-server keeps one row of logits for each slot
        return options.withNParallel(slots)
                .withNCtx(options.kvUnified() ? options.nCtx() : Math.multiplyExact(options.nCtx() / before, slots))
                .withNOutputsMax(rowOfEach ? slots : options.nOutputsMax());
    }

    /** Returns whether the machine has a GPU that llama.cpp uses. */
    public boolean hasGpus() {
        return !base.own().machine().devices().isEmpty();
    }

    /** Returns the answer to a variation. */
    public SizeAnswer answer(LaunchOptions options) throws IOException {
        return answering.answer(options.equals(options()) ? base : answering.with(base, options));
    }

    /** Returns for each option the values that fit beside the others. */
    public FitsAnswer fits() {
        return new FitsAnswering(this).answer();
    }

    /** Returns the speed of generation when the context of a slot is full; empty where none is said of the launch. */
    public Optional<SpeedRange> fullSpeed(SizeAnswer answer) {
        return answer.speeds().one().isEmpty() ? Optional.empty() : Optional.of(answering.fullSpeed(base, answer));
    }

    /**
     * Returns the bytes that a variation leaves of the tightest memory beside the margin and what is expected to grow; negative if a
     * plan does not say that it fits, infinite if llama.cpp refuses it or its attention falls to the CPU.
     */
    double room(LaunchOptions options) {
        return rooms.of(options, this::measured).all();
    }

    /** Returns the bytes that a variation leaves of the tightest GPU alone. */
    double deviceRoom(LaunchOptions options) {
        return rooms.of(options, this::measured).devices();
    }

    /** What overfills a GPU with its weights and caches alone is not planned: a bound says as well that it does not fit. */
    private Room measured(LaunchOptions options) {
        try {
            if (options.equals(options())) {
                return left(base);
            }
            Room most = left(answering.least(base, options));
            return most.devices() < 0 ? most : left(answering.with(base, options));
        } catch (LaunchRefusedException e) {
            return Room.NONE; // such a launch does not start, so it does not fit
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Room left(SizeAnswering.Sized sized) throws IOException {
        Estimate all = answering.everything(sized);
        if (all.attentionOnCpu()) {
            return Room.NONE;
        }
        LaunchUse use = budgets.use(sized.own().machine(), all);
        double devices = use.devices().stream()
                .filter(d -> d.buffers().total().count() > 0)
                .mapToDouble(DeviceUse::spare)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        long grown = use.host().left() - all.growth().expected().count();
        return new Room(devices, Math.min(devices, (double) Math.min(use.host().spare(), grown)));
    }
}
