package dev.llmfit.sizing.projector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.RecordedLaunches;
import dev.llmfit.fixtures.RecordedLaunches.ProjectorLaunch;
import dev.llmfit.gguf.GgufValue;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.RecordedModels;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.projector.ProjectorEstimator.ProjectorMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProjectorEstimatorTest {
    static List<ProjectorLaunch> launches() {
        return RecordedLaunches.ofProjectors();
    }

    @ParameterizedTest
    @MethodSource("launches")
    void buffersAreThoseOfLlamaCpp(ProjectorLaunch launch) {
        Optional<Backend> backend = launch.backend().equals("cpu") ? Optional.empty() : Optional.of(Backend.REFERENCE);
        ProjectorMemory memory = ProjectorEstimator.estimate(
                RecordedModels.f16(launch.projector()), backend, launch.flashAttention(), EngineBuild.NEWEST);
        assertEquals(launch.compute(), memory.device().compute().count());
        assertEquals(launch.hostCompute(), memory.host().compute().count());
    }

    @Test
    void weightsArePaddedToTheDevicesAlignment() {
        Model model = RecordedModels.f16("mmproj-gemma3");
        long expected = model.tensors().stream()
                .mapToLong(TensorInfo::bytes)
                .map(bytes -> Math.ceilDiv(bytes, 128) * 128)
                .sum();
        ProjectorMemory memory =
                ProjectorEstimator.estimate(model, Optional.of(Backend.CUDA), true, EngineBuild.NEWEST);
        assertEquals(expected, memory.device().weights().count());
        assertEquals(OptionalInt.of(896), memory.imageSize());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        refused(RecordedModels.f16("smollm2-135m"), "not a projector");
        Model gemma = RecordedModels.f16("mmproj-gemma3");
        Model ears = with(gemma, "clip.projector_type", "ultravox");
        assertThrows(
                UnsupportedArchitectureException.class,
                () -> ProjectorEstimator.estimate(ears, Optional.empty(), true, EngineBuild.NEWEST));
        refused(without(gemma, "clip.vision.patch_size"), "has no clip.vision.patch_size");
        refused(without(gemma, "clip.has_vision_encoder"), "has no vision encoder");
    }

    private static void refused(Model model, String why) {
        LaunchRefusedException e = assertThrows(
                LaunchRefusedException.class,
                () -> ProjectorEstimator.estimate(model, Optional.empty(), true, EngineBuild.NEWEST));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e::getMessage);
    }

    private static Model with(Model model, String key, String value) {
        Map<String, GgufValue> values = new LinkedHashMap<>(model.metadata().asMap());
        values.put(key, new GgufValue.Text(value));
        return new Model(model.name(), new Metadata(values), model.tensors());
    }

    private static Model without(Model model, String key) {
        Map<String, GgufValue> values = new LinkedHashMap<>(model.metadata().asMap());
        values.remove(key);
        return new Model(model.name(), new Metadata(values), model.tensors());
    }
}
