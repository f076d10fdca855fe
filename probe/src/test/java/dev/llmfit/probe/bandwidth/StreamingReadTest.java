package dev.llmfit.probe.bandwidth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StreamingReadTest {
    @Test
    void memoryIsFasterThanADiskAndSlowerThanACache() throws InterruptedException {
        double gbps = new StreamingRead(2, 64L << 20, 200).gigabytesPerSecond();
        assertTrue(gbps > 0.1 && gbps < 5000, gbps + " GB/s");
    }
}
