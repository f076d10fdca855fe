package dev.llmfit.sizing.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {
    private static final long UNLIMITED = Long.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 128", "128, 128", "129, 256"})
    void roundsUpToTheAlignment(long size, long rounded) {
        assertEquals(rounded, new BufferPool(128, UNLIMITED).round(size));
    }

    @Test
    void takesTheSmallestGapThatFits() {
        BufferPool pool = new BufferPool(1, UNLIMITED);
        long[] offsets = allocate(pool, 100, 10, 50, 10, 70, 10);
        pool.free(0, offsets[0], 100);
        pool.free(0, offsets[2], 50);
        pool.free(0, offsets[4], 70);
        assertEquals(offsets[4], pool.allocate(60));
    }

    @Test
    void prefersTheLaterOfEqualGaps() {
        BufferPool pool = new BufferPool(1, UNLIMITED);
        long[] offsets = allocate(pool, 50, 10, 50, 10);
        pool.free(0, offsets[0], 50);
        pool.free(0, offsets[2], 50);
        assertEquals(offsets[2], pool.allocate(50));
    }

    @Test
    void joinsNeighbours() {
        BufferPool pool = new BufferPool(1, UNLIMITED);
        long[] offsets = allocate(pool, 30, 30, 30, 10);
        pool.free(0, offsets[0], 30);
        pool.free(0, offsets[2], 30);
        pool.free(0, offsets[1], 30);
        assertEquals(0, pool.allocate(90));
        assertArrayEquals(new long[] {100}, pool.chunkSizes());
    }

    @Test
    void startsAnotherChunkWhenOneIsFull() {
        BufferPool pool = new BufferPool(1, 100);
        allocate(pool, 60, 30);
        assertEquals(0, pool.allocate(50));
        assertEquals(1, pool.lastChunk());
        assertArrayEquals(new long[] {90, 50}, pool.chunkSizes());
    }

    @Test
    void aChunkHoldsAtLeastWhatIsAsked() {
        BufferPool pool = new BufferPool(1, 100);
        pool.allocate(250);
        assertArrayEquals(new long[] {250}, pool.chunkSizes());
    }

    @Test
    void usesTheLastChunkWithAGapEvenIfAnEarlierOneFitsBetter() {
        BufferPool pool = new BufferPool(1, 100);
        allocate(pool, 20, 80); // fills the first chunk
        allocate(pool, 40, 50); // the second one
        pool.free(0, 0, 20);
        pool.free(1, 0, 40);
        pool.allocate(20);
        assertEquals(1, pool.lastChunk());
    }

    @Test
    void blocksInUseNeverOverlap() {
        long seed = 42;
        Random random = new Random(seed);
        BufferPool pool = new BufferPool(32, 4096);
        List<long[]> used = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            if (used.isEmpty() || random.nextInt(5) < 3) {
                int size = 1 + random.nextInt(900);
                long offset = pool.allocate(size);
                long[] block = {pool.lastChunk(), offset, size};
                for (long[] other : used) {
                    boolean apart = other[0] != block[0] || offset + size <= other[1] || other[1] + other[2] <= offset;
                    assertEquals(true, apart, "seed " + seed + ", step " + step);
                }
                used.add(block);
            } else {
                long[] block = used.remove(random.nextInt(used.size()));
                pool.free((int) block[0], block[1], block[2]);
            }
        }
    }

    private static long[] allocate(BufferPool pool, long... sizes) {
        long[] offsets = new long[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            offsets[i] = pool.allocate(sizes[i]);
        }
        return offsets;
    }
}
