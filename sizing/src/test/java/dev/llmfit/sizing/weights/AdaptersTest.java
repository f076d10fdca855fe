package dev.llmfit.sizing.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.RecordedModels;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdaptersTest {
    private static final Model BASE = RecordedModels.f16("tiny-baichuan");
    private static final String WEIGHT = "blk.0.ffn_up.weight";
    private static final List<DeviceMemory> DEVICE =
            List.of(new DeviceMemory("CUDA0", Backend.REFERENCE, Bytes.ofGib(24), Bytes.ofGib(24)));
    private static final LaunchOptions OPTIONS = LaunchOptions.defaults().withNCtx(512);

    @Test
    void matricesLieWithTheirWeight() {
        Model adapter = adapter("baichuan", pair(WEIGHT, 8));
        Estimate with =
                new GraphEstimator().withAdapters(List.of(adapter)).estimate(BASE, DEVICE, OPTIONS, EngineBuild.NEWEST);
        Estimate without = new GraphEstimator().estimate(BASE, DEVICE, OPTIONS, EngineBuild.NEWEST);
        TensorInfo weight = weight();
        long expected = 2 * 8 * (weight.ne0() + weight.ne1());
        assertEquals(
                expected,
                with.devices().getFirst().weights().count()
                        - without.devices().getFirst().weights().count());
        assertEquals(without.host().weights(), with.host().weights());
        assertTrue(with.devices()
                        .getFirst()
                        .compute()
                        .compareTo(without.devices().getFirst().compute())
                >= 0);
    }

    @Test
    void refusesWhatLlamaCppDoesNotLoad() {
        refused(adapter("llama", pair(WEIGHT, 8)), "arch mismatch");
        refused(adapter("baichuan", List.of(pair(WEIGHT, 8).getFirst())), "missing one component");
        refused(adapter("baichuan", List.of(pair(WEIGHT, 8).getLast())), "missing one component");
        refused(adapter("baichuan", pair("blk.0.no_such.weight", 8)), "does not exist");
        TensorInfo odd = new TensorInfo("blk.0.ffn_up.weight.lora_c", GgmlType.F16, 8, 8, 1, 1);
        refused(adapter("baichuan", List.of(odd)), "unexpected suffix");
        TensorInfo narrow = new TensorInfo(WEIGHT + ".lora_a", GgmlType.F16, 8, 8, 1, 1);
        refused(adapter("baichuan", List.of(narrow, pair(WEIGHT, 8).getLast())), "shape");
        refused(BASE, "no LoRA adapter");
    }

    private static void refused(Model adapter, String why) {
        LaunchRefusedException e =
                assertThrows(LaunchRefusedException.class, () -> Adapters.of(BASE, List.of(adapter)));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e::getMessage);
    }

    private static TensorInfo weight() {
        return BASE.tensors().stream()
                .filter(t -> t.name().equals(WEIGHT))
                .findFirst()
                .orElseThrow();
    }

    private static List<TensorInfo> pair(String name, long rank) {
        return List.of(
                new TensorInfo(name + ".lora_a", GgmlType.F16, weight().ne0(), rank, 1, 1),
                new TensorInfo(name + ".lora_b", GgmlType.F16, rank, weight().ne1(), 1, 1));
    }

    private static Model adapter(String architecture, List<TensorInfo> tensors) {
        Metadata metadata = new Metadata(Map.of(
                "general.architecture", new GgufValue.Text(architecture),
                "general.type", new GgufValue.Text("adapter"),
                "adapter.type", new GgufValue.Text("lora")));
        return new Model("adapter", metadata, tensors);
    }
}
