package dev.llmfit.sizing.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.RecordedModels;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerDevicesTest {
    /** 32 layers and the output. */
    private static final HyperParameters LLAMA = RecordedModels.hyperParameters("llama3.1-8b");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // free GiB | split | -ngl | build | layers on the CPU, then on each device
                "24      |     | 99 | 11434 | 0 33",
                "24      |     | 10 | 11434 | 23 10",
                "24      |     | 10 |  6000 | 23 10",
                "24      |     | 32 | 11434 | 1 32",
                "24      |     | 32 |  6000 | 1 32",
                "24      |     | 33 |  6000 | 0 33",
                "24 24   |     | 99 | 11434 | 0 17 16",
                "24 12   |     | 99 | 11434 | 0 22 11",
                "24 24   | 3 1 | 99 | 11434 | 0 25 8",
                "24 24   | 0 1 | 99 | 11434 | 0 0 33",
                "24 24   | 1   | 99 | 11434 | 0 33 0",
                "0 0     |     | 99 | 11434 | 0 17 16",
                "24 24 24| 1 1 1 | 20 | 11434 | 13 7 7 6",
            })
    void layersAreSharedOut(String free, String split, int nGpuLayers, int build, String expected) {
        List<DeviceMemory> devices = new ArrayList<>();
        for (String gib : free.trim().split(" +", -1)) {
            Bytes size = Bytes.ofGib(Double.parseDouble(gib));
            devices.add(new DeviceMemory("GPU" + devices.size(), Backend.CUDA, size, size));
        }
        List<Double> shares = split == null
                ? List.of()
                : Arrays.stream(split.trim().split(" +", -1))
                        .map(Double::valueOf)
                        .toList();
        LaunchOptions options =
                LaunchOptions.defaults().withNGpuLayers(nGpuLayers).withTensorSplit(shares);
        EffectiveLaunch launch = new EffectiveLaunch(LLAMA, options, devices.size(), new EngineBuild(build));
        LayerDevices layers = LayerDevices.place(LLAMA, launch, devices);
        assertEquals(33, layers.count());
        String counted = IntStream.rangeClosed(0, devices.size())
                .map(i -> i == 0 ? layers.cpu() : i - 1)
                .mapToObj(pool -> String.valueOf(IntStream.range(0, layers.count())
                        .filter(il -> layers.pool(il) == pool)
                        .count()))
                .collect(Collectors.joining(" "));
        assertEquals(expected.trim(), counted);
    }
}
