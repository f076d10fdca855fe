package dev.llmfit.probe.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleDevicesTest {
    @ParameterizedTest(name = "{0}={1} shows {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "CUDA_VISIBLE_DEVICES; 1; B",
                "CUDA_VISIBLE_DEVICES; 2,0; C A",
                "CUDA_VISIBLE_DEVICES; 0,9,1; A",
                "CUDA_VISIBLE_DEVICES; -1; ''",
                "CUDA_VISIBLE_DEVICES; ''; ''",
                "CUDA_VISIBLE_DEVICES; 1,1,0; B",
                "CUDA_VISIBLE_DEVICES; GPU-bbb; B",
                "CUDA_VISIBLE_DEVICES; GPU-ccc,GPU-aaa; C A",
                "CUDA_VISIBLE_DEVICES; GPU-zzz; ''",
                "CUDA_VISIBLE_DEVICES; none; ''",
                "NVIDIA_VISIBLE_DEVICES; all; A B C",
                "NVIDIA_VISIBLE_DEVICES; 1; B",
                "NVIDIA_VISIBLE_DEVICES; 4,5,6; A B C",
                "NVIDIA_VISIBLE_DEVICES; void; ''",
                "HIP_VISIBLE_DEVICES; 1; A B C"
            })
    void cuda(String variable, String value, String shown) {
        assertEquals(shown, names(cards(Backend.CUDA), Map.of(variable, value)));
    }

    @Test
    void hipCountsWhatRocrLeaves() {
        assertEquals(
                "C", names(cards(Backend.ROCM), Map.of("ROCR_VISIBLE_DEVICES", "1,2", "HIP_VISIBLE_DEVICES", "1")));
    }

    @ParameterizedTest(name = "ONEAPI_DEVICE_SELECTOR={0} shows {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "level_zero:1 | B",
                "level_zero:0,2 | A C",
                "level_zero:gpu | A B C",
                "*:* | A B C",
                "opencl:cpu | ''",
                "!level_zero:0 | B C",
                "level_zero:*;!level_zero:1 | A C"
            })
    void oneApi(String selector, String shown) {
        assertEquals(shown, names(cards(Backend.SYCL), Map.of("ONEAPI_DEVICE_SELECTOR", selector)));
    }

    @Test
    void cardsThatAreEqualInEveryWayAreToldApartByTheirPlace() {
        GpuFacts card = GpuFacts.named("RTX 3090", "profile")
                .backends(List.of(Backend.CUDA))
                .total(Optional.of(Bytes.ofGib(24)))
                .build();
        List<GpuFacts> two =
                VisibleDevices.apply(List.of(card, card.change().build()), Map.of("CUDA_VISIBLE_DEVICES", "1"));
        assertEquals(1, two.stream().filter(g -> g.exclusion().isEmpty()).count());
    }

    private static List<GpuFacts> cards(Backend backend) {
        List<GpuFacts> cards = new ArrayList<>();
        for (String name : List.of("A", "B", "C")) {
            cards.add(GpuFacts.named(name, "test")
                    .backends(List.of(backend))
                    .uuid(Optional.of(
                            "GPU-" + name.toLowerCase(java.util.Locale.ROOT).repeat(3) + "-1234"))
                    .total(Optional.of(Bytes.ofGib(24)))
                    .build());
        }
        return cards;
    }

    private static String names(List<GpuFacts> gpus, Map<String, String> environment) {
        return String.join(
                " ",
                VisibleDevices.apply(gpus, environment).stream()
                        .filter(g -> g.exclusion().isEmpty())
                        .map(GpuFacts::name)
                        .toList());
    }
}
