package dev.llmfit.cli.size;

import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The document of one sized launch, schema {@code llmfit/size/1}. */
public final class SizeJson {
    private SizeJson() {}

    /** Returns the document as a tree. */
    public static Map<String, Object> document(SizedLaunch sized) {
        Estimate estimate = sized.estimate();
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("name", sized.model().name());
        model.put("architecture", sized.model().architecture());
        model.put("tensor_bytes", sized.model().tensorBytes());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/size/1");
        document.put("engine", sized.build().toString());
        document.put("model", model);
        document.put("n_ctx", estimate.nCtx());
        document.put("flash_attn", estimate.flashAttn());
        document.put(
                "compute_basis",
                estimate.computeBasis().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        List<Object> devices = new ArrayList<>();
        for (MemoryLine line : sized.lines().subList(0, sized.lines().size() - 1)) {
            devices.add(memory(line));
        }
        document.put("devices", devices);
        document.put("host", memory(sized.lines().getLast()));
        document.put("layers", layers(sized));
        sized.projector().ifPresent(projector -> document.put("projector", projector.json()));
        sized.draft().ifPresent(draft -> document.put("draft", draft.json()));
        document.put("fits", sized.fits());
        document.put(
                "failures", sized.failures().stream().map(SizeJson::failure).toList());
        document.put("warnings", sized.beyondTraining().map(List::of).orElseGet(List::of));
        document.put("speed", sized.speed().map(SizeJson::speed).orElseGet(LinkedHashMap::new));
        sized.speedOfEachSlot().ifPresent(each -> document.put("each_slot", eachSlot(each, sized)));
        sized.speculativeSpeed().ifPresent(speed -> document.put("speculative", speculative(speed)));
        return document;
    }

    private static Map<String, Object> failure(FailedLaunch f) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("time", f.time().toString());
        tree.put("device", f.pool());
        tree.put("needed", f.needed());
        tree.put("free", f.free());
        tree.put("reason", f.reason());
        return tree;
    }

    private static Map<String, Object> memory(MemoryLine line) {
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("name", line.buffers().name());
        memory.put("weights", line.buffers().weights());
        memory.put("context", line.buffers().context());
        memory.put("compute", line.buffers().compute());
        memory.put("overhead", line.overhead().typical());
        memory.put("total", line.total());
        memory.put("free", line.free());
        memory.put("headroom", line.left());
        return memory;
    }

    private static Map<String, Object> speed(SpeedEstimate estimate) {
        Map<String, Object> speed = new LinkedHashMap<>();
        speed.put("tg_tok_s", range(estimate.tg()));
        speed.put("pp_tok_s", range(estimate.pp()));
        speed.put("basis", estimate.basis().name().toLowerCase(Locale.ROOT));
        return speed;
    }

    private static Map<String, Object> eachSlot(SpeedRange each, SizedLaunch sized) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("busy_slots", sized.options().nParallel());
        tree.put("tg_tok_s", range(each));
        return tree;
    }

    private static Map<String, Object> speculative(SpeedRange range) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tg_tok_s", range(range));
        tree.put("acceptance", List.of(SpeculativeSpeed.LOW, SpeculativeSpeed.HIGH));
        return tree;
    }

    private static Map<String, Object> range(SpeedRange range) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("low", range.low());
        tree.put("mid", range.mid());
        tree.put("high", range.high());
        return tree;
    }

    private static List<Object> layers(SizedLaunch sized) {
        List<Object> ranges = new ArrayList<>();
        for (LayerRange range : LayerRange.of(sized.estimate())) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put(
                    "device",
                    range.device() < 0
                            ? "host"
                            : sized.machine().devices().get(range.device()).name());
            entry.put("first", range.first());
            entry.put("last", range.last());
            ranges.add(entry);
        }
        return ranges;
    }
}
