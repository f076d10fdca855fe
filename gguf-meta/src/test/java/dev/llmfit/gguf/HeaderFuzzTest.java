package dev.llmfit.gguf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.llmfit.fixtures.Campaign;
import dev.llmfit.fixtures.RecordedHeaders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Reads mutated headers: nothing but {@link GgufFormatException} may come out, and no more memory than the file's length
 * justifies may be taken. Each run has a new seed and prints it; {@code -Dllmfit.fuzz.seconds=600} runs longer,
 * {@code -Dllmfit.fuzz.seed=N} repeats a run.
 */
class HeaderFuzzTest {
    private static final int MUTANTS = 6000;
    private static final long FIXED_ALLOCATION = 1 << 20;
    private static final long ALLOCATION_PER_BYTE = 64;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String model : List.of("smollm2-135m", "gemma3-270m", "granite3.1-moe-1b", "mamba-130m", "rwkv7-0.1b")) {
            seeds.add(HeaderMutation.shortened(RecordedHeaders.f16(model)));
        }
        seeds.add(HeaderBytes.header(2, 3)
                .array("tokenizer.ggml.tokens", GgufValueType.STRING, 3)
                .string("a")
                .string("bb")
                .string("")
                .array("flags", GgufValueType.BOOL, 4)
                .i32(0x01000100)
                .key("general.alignment", GgufValueType.UINT32)
                .i32(64)
                .tensor("a.weight", GgmlType.Q4_K.id(), 0, 512, 3)
                .tensor("b.bias", GgmlType.F32.id(), 896, 5)
                .pad(64)
                .zeros(1024)
                .bytes());
        return seeds;
    }

    @Test
    void mutantsGiveAHeaderOrARefusal() {
        long seed = Long.getLong("llmfit.fuzz.seed", System.nanoTime() % 1_000_000);
        System.out.println("HeaderFuzzTest: seed " + seed);
        double seconds = Campaign.seconds(Campaign.HEADERS);
        HeaderMutation mutation = new HeaderMutation(seed);
        List<byte[]> seeds = seeds();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long executions = 0;
        long accepted = 0;
        while (executions < MUTANTS || System.nanoTime() < end) {
            byte[] mutant = mutation.of(seeds.get((int) (executions % seeds.size())));
            accepted += read(mutant, "seed " + seed + ", mutant " + executions) ? 1 : 0;
            executions++;
        }
        System.out.println("header fuzz: seed " + seed + ", " + executions + " mutants, " + accepted + " accepted");
        assertTrue(accepted > 0 && accepted < executions, accepted + " of " + executions + " were accepted");
    }

    private boolean read(byte[] mutant, String which) {
        long before = thread.getCurrentThreadAllocatedBytes();
        boolean accepted = accepts(mutant, which);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        long bound = FIXED_ALLOCATION + ALLOCATION_PER_BYTE * mutant.length;
        assertTrue(allocated <= bound, () -> which + " took " + allocated + " bytes for " + mutant.length);
        return accepted;
    }

    private static boolean accepts(byte[] mutant, String which) {
        try {
            GgufFile file = GgufReader.read(ByteSource.ofBytes(mutant), TensorData.OPTIONAL);
            for (TensorInfo tensor : file.tensors()) {
                assertTrue(tensor.bytes() >= 0, which);
            }
            return true;
        } catch (GgufFormatException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= mutant.length, which);
            return false;
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(which, e);
        }
    }
}
