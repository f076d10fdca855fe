package dev.llmfit.answers.size;

import dev.llmfit.answers.Answer;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Two launches side by side.
 *
 * @param a the first
 * @param b the second
 */
public record CompareSizesAnswer(SizeAnswer a, SizeAnswer b) implements Answer {
    /**
     * The memory of both in one place.
     *
     * @param a what the first takes there; empty if its machine has no such device
     * @param b what the second takes there
     */
    public record Pair(Optional<DeviceUse> a, Optional<DeviceUse> b) {
        /** Returns the name of the place: one name, or both where they differ. */
        public String name() {
            String first = a.map(DeviceUse::name).orElse("–");
            String second = b.map(DeviceUse::name).orElse("–");
            return first.equals(second) ? first : first + " / " + second;
        }
    }

    /** Returns the devices of both, in their order. */
    public List<Pair> devices() {
        int count = Math.max(a.memory().devices().size(), b.memory().devices().size());
        List<Pair> pairs = new ArrayList<>();
        for (int d = 0; d < count; d++) {
            pairs.add(new Pair(device(a, d), device(b, d)));
        }
        return pairs;
    }

    private static Optional<DeviceUse> device(SizeAnswer launch, int index) {
        List<DeviceUse> devices = launch.memory().devices();
        return index < devices.size() ? Optional.of(devices.get(index)) : Optional.empty();
    }

    /** Returns the hosts of both. */
    public Pair host() {
        return new Pair(Optional.of(a.memory().host()), Optional.of(b.memory().host()));
    }

    /** Returns how many times as fast the second is; empty if either speed is not known. */
    public Optional<Double> times(Function<SpeedEstimate, SpeedRange> test) {
        return a.speeds()
                .one()
                .map(test)
                .filter(first -> first.mid() > 0)
                .flatMap(first -> b.speeds().one().map(test).map(second -> second.mid() / first.mid()));
    }

    @Override
    public Outcome outcome() {
        return a.fits() || b.fits() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
