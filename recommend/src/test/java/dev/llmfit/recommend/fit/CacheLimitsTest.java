package dev.llmfit.recommend.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.HostGrowth.SequenceState;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.units.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheLimitsTest {
    private static final long MIB = 1 << 20;

    private static HostGrowth plain() {
        SequenceState state = new SequenceState(1024 * MIB, 1024 * MIB, 0, 1024 * MIB);
        return new HostGrowth(1, state, 8192, 0, true, Bytes.ZERO);
    }

    private static HostGrowth withStates(int slots) {
        SequenceState state = new SequenceState(1024 * MIB, 1024 * MIB, 150 * MIB, 150 * MIB);
        return new HostGrowth(slots, state, 8192, 32, true, Bytes.ZERO);
    }

    /** Room in MiB, and the limits that are set: - where the defaults fit. */
    @ParameterizedTest
    @CsvSource({
        "1, 8192, -, -",
        "1, 8191, 8128, none",
        "1, 63, 0, none",
        "1, 0, 0, none",
        "1, -5, 0, none",
    })
    void theRoomOfAPlainModelIsForPrompts(int slots, long room, String cache, String checkpoints) {
        assertEquals(limits(cache, checkpoints), CacheLimits.of(plain(), room * MIB, true));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 12992, -, -",
        "1, 12991, 8128, 32",
        "1, 4000, 2048, 13",
        "1, 200, 0, 1",
        "1, 149, 128, 0",
        "4, 1000, 384, 1",
        "4, 500, 448, 0",
    })
    void halfOfTheRoomIsForCheckpoints(int slots, long room, String cache, String checkpoints) {
        HostGrowth growth = withStates(slots);
        ServerCaches limits = CacheLimits.of(growth, room * MIB, true);
        assertEquals(limits(cache, checkpoints), limits);
        HostGrowth bounded = growth.within(
                limits.cacheRam().orElse(8192), limits.ctxCheckpoints().orElse(32));
        assertTrue(bounded.bound().orElseThrow().count() <= room * MIB, () -> bounded.bound() + " of " + room);
    }

    @Test
    void embeddingsKeepNothing() {
        assertEquals(
                new ServerCaches(Optional.of(0), Optional.empty()), CacheLimits.of(plain(), Long.MAX_VALUE, false));
    }

    private static ServerCaches limits(String cache, String checkpoints) {
        if (cache.equals("-")) {
            return ServerCaches.DEFAULT;
        }
        return new ServerCaches(
                Optional.of(Integer.valueOf(cache)),
                checkpoints.equals("none") ? Optional.empty() : Optional.of(Integer.valueOf(checkpoints)));
    }
}
