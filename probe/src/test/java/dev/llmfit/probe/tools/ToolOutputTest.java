package dev.llmfit.probe.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.facts.GpuFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parses output that users pasted in public threads. */
class ToolOutputTest {
    @Test
    void softwareRenderersOfVulkanAreNoGpus() throws IOException {
        List<GpuFacts> gpus = VulkanSummary.parse(fixture("vulkaninfo-summary-strix-halo-plus-llvmpipe.txt"));
        assertEquals(2, gpus.size());
        assertEquals(Optional.of("1002:1586"), gpus.getFirst().pciId());
        assertTrue(gpus.getFirst().integrated());
        assertTrue(gpus.get(1).exclusion().isPresent());
    }

    private static String fixture(String name) throws IOException {
        try (InputStream in = ToolOutputTest.class.getResourceAsStream("/dev/llmfit/fixtures/probe/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
