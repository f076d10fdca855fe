package dev.llmfit.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackendTest {
    @ParameterizedTest
    @CsvSource({
        "CUDA0, CUDA",
        "CUDA10, CUDA",
        "CUDA0_Split, CUDA",
        "CUDA_Host, CUDA",
        "ROCm1, ROCM",
        "HIP0, ROCM",
        "MTL0, METAL",
        "Metal, METAL",
        "Metal_Mapped, METAL",
        "Vulkan0, VULKAN",
        "RPC2, RPC",
        "RPC[127.0.0.1:50052], RPC",
        "SYCL0, SYCL",
        "CPU, CPU",
        "GPU0, REFERENCE",
        "Cudagraph0, REFERENCE",
        "'', REFERENCE",
    })
    void isKnownByTheNamesOfItsDevices(String device, Backend backend) {
        assertEquals(backend, Backend.ofDeviceName(device));
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void namesItsOwnDevices(Backend backend) {
        assertEquals(backend, Backend.ofDeviceName(backend.devicePrefix() + "0"));
    }
}
