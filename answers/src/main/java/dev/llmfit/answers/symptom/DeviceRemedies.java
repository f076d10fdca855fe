package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedMemory;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Changes that put on another device what one cannot hold: all of it, or some layers. */
final class DeviceRemedies {
    private final RunLog log;
    private final Need need;
    private final List<LoggedDevice> devices;
    private final List<BufferSizes> held;
    private final int here;

    private DeviceRemedies(RunLog log, Need need) {
        this.log = log;
        this.need = need;
        this.devices = log.memory().buffers().devices();
        this.held = log.memory().buffers().deviceSizes();
        this.here = index();
    }

    /** Returns the changes, best first; none where the log has one device, or does not tell what lies where. */
    static List<Remedy> of(RunLog log, Need need) {
        DeviceRemedies remedies = new DeviceRemedies(log, need);
        List<Remedy> found = new ArrayList<>();
        if (remedies.told()) {
            remedies.alone().ifPresent(found::add);
            remedies.split().ifPresent(found::add);
        }
        return found;
    }

    private int index() {
        for (int i = 0; i < devices.size(); i++) {
            if (LoggedMemory.named(devices.get(i).name(), need.device())) {
                return i;
            }
        }
        return -1;
    }

    private boolean told() {
        return here >= 0
                && devices.size() > 1
                && need.missing().isPresent()
                && devices.stream().allMatch(d -> d.free().count() > 0)
                && held.stream().allMatch(s -> s.weights().count() > 0);
    }

    /** Every device reserves a compute buffer; one device alone needs the largest of them. */
    private Optional<Remedy> alone() {
        Bytes compute = need.sizes().compute();
        Bytes rest = Bytes.ZERO;
        for (BufferSizes s : held) {
            rest = rest.plus(s.weights()).plus(s.context());
            compute = compute.compareTo(s.compute()) < 0 ? s.compute() : compute;
        }
        Bytes whole = rest.plus(compute);
        for (int i = 0; i < devices.size(); i++) {
            if (i != here && whole.compareTo(devices.get(i).free()) <= 0) {
                String change = log.program().onlyDevice(devices.get(i).name());
                return Optional.of(
                        new Remedy(change, need.sizes().total(), "nothing if that device is as fast", true, false));
            }
        }
        return Optional.empty();
    }

    /** Layers of about the same size go to the device with most room. */
    private Optional<Remedy> split() {
        int layers = log.launch().offloaded().orElse(0);
        double weights = held.stream().mapToDouble(s -> s.weights().count()).sum();
        if (layers < devices.size() || log.program().split("").isEmpty()) {
            return Optional.empty();
        }
        int[] on = held.stream()
                .mapToInt(s -> (int) Math.round(layers * s.weights().count() / weights))
                .toArray();
        double each =
                (held.get(here).weights().count() + held.get(here).context().count()) / (double) Math.max(1, on[here]);
        int moved = (int) Math.ceil(need.missing().orElseThrow().count() / each);
        int to = roomiest();
        double room = room(to) - need.sizes().compute().count();
        if (to == here || moved >= on[here] || room < moved * each) {
            return Optional.empty();
        }
        on[here] -= moved;
        on[to] += moved;
        String counts = Arrays.stream(on).mapToObj(String::valueOf).collect(Collectors.joining(","));
        return Optional.of(
                new Remedy(log.program().split(counts), Bytes.of(Math.round(moved * each)), "nothing", true, false));
    }

    private int roomiest() {
        int best = here;
        for (int i = 0; i < devices.size(); i++) {
            best = i != here && (best == here || room(i) > room(best)) ? i : best;
        }
        return best;
    }

    /** What is left there beside weights and cache; its own compute buffer is reckoned with the largest. */
    private double room(int device) {
        BufferSizes s = held.get(device);
        return devices.get(device).free().count()
                - s.weights().count()
                - (double) s.context().count();
    }

    /** Returns a sentence about a device that has room while another is short, if there is one. */
    static Optional<Sign> sign(RunLog log, Need need) {
        DeviceRemedies remedies = new DeviceRemedies(log, need);
        if (!remedies.told() || need.device().equals(LoggedFailure.HOST)) {
            return Optional.empty();
        }
        int to = remedies.roomiest();
        double left = remedies.room(to);
        return left < need.missing().orElseThrow().count()
                ? Optional.empty()
                : Optional.of(new Sign(
                        "oom/other-device",
                        String.format(
                                Locale.ROOT,
                                "%s has %,.0f MiB left beside its weights and cache while %s is short.",
                                remedies.devices.get(to).name(),
                                left / (1 << 20),
                                need.device()),
                        Hint.plain(log.program().moreOn(remedies.devices.get(to).name()))));
    }
}
