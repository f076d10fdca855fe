package dev.llmfit.sizing.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorOverridesTest {
    private static final int CPU = 2;
    private static final List<DeviceMemory> DEVICES = List.of(
            new DeviceMemory("CUDA0", Backend.CUDA, Bytes.ofGib(24), Bytes.ofGib(24)),
            new DeviceMemory("CUDA1", Backend.CUDA, Bytes.ofGib(24), Bytes.ofGib(24)));

    private static TensorOverrides overrides(String option) {
        return new TensorOverrides(LaunchOptions.defaults().withOverrideTensor(List.of(option)), DEVICES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exps=CPU                      | blk.3.ffn_up_exps.weight | 2",
                "exps=CPU                      | blk.3.ffn_up.weight      | 0",
                "blk\\.[0-4]\\.=CUDA1,exps=CPU | blk.3.ffn_up_exps.weight | 1",
                "blk\\.[0-4]\\.=CUDA1,exps=CPU | blk.7.ffn_up_exps.weight | 2",
                "attn=CUDA_Host                | blk.3.attn_q.weight      | 2",
                "output=cuda1                  | output.weight            | 1",
            })
    void theFirstPatternFoundInANameCounts(String option, String name, int pool) {
        assertEquals(pool, overrides(option).pool(name, name.contains("exps"), 3, 0));
    }

    @Test
    void expertsOfTheFirstLayersStayOnTheCpu() {
        TensorOverrides overrides = new TensorOverrides(LaunchOptions.defaults().withNCpuMoe(2), DEVICES);
        assertEquals(CPU, overrides.pool("blk.1.ffn_up_exps.weight", true, 1, 0));
        assertEquals(0, overrides.pool("blk.2.ffn_up_exps.weight", true, 2, 0));
        assertEquals(0, overrides.pool("blk.1.attn_q.weight", false, 1, 0));
    }

    @ParameterizedTest
    @CsvSource({"exps, no buffer type", "exps=NPU7, unknown buffer type", "(=CPU, no pattern"})
    void badOptionsAreRefused(String option, String reason) {
        LaunchRefusedException refused = assertThrows(LaunchRefusedException.class, () -> overrides(option));
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused::getMessage);
    }

    @ParameterizedTest
    @Timeout(30)
    @ValueSource(strings = {"((.*)*)*\\.zz", "(.*)(.*)(.*)(.*)(.*)(.*)!", "((.+)+)+!"})
    void aPatternWithoutEndIsRefused(String pattern) {
        LaunchRefusedException refused = assertThrows(
                LaunchRefusedException.class,
                () -> overrides(pattern + "=CPU").pool("blk.3.ffn_up_exps.weight.and.a.long.name", true, 3, 0));
        assertTrue(String.valueOf(refused.getMessage()).contains("too many steps"), refused::getMessage);
    }
}
