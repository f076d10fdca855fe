package dev.llmfit.sizing.graph;

import java.util.Arrays;

/**
 * A best-fit allocator over one or more chunks of unbounded memory; it records how far each chunk was used.
 *
 * <p>Source: {@code ggml_dyn_tallocr} in {@code ggml-alloc.c}.
 */
final class BufferPool {
    /** {@code GGML_VBUFFER_MAX_CHUNKS}. */
    private static final int MAX_CHUNKS = 16;

    /** More than any buffer, and small enough that sums do not overflow. */
    private static final long UNLIMITED = 1L << 61;

    private final long alignment;
    private final long maxChunk;
    private Chunk[] chunks = new Chunk[1];
    private int chunkCount;
    private int lastChunk;

    BufferPool(int alignment, long maxChunk) {
        this.alignment = alignment;
        this.maxChunk = Math.min(maxChunk, UNLIMITED);
    }

    /** Returns the size rounded up to the alignment. */
    long round(long size) {
        return Math.addExact(size, alignment - 1) / alignment * alignment;
    }

    /** Takes memory and returns its offset in {@link #lastChunk()}. */
    long allocate(long bytes) {
        long size = round(bytes);
        if (!findGap(size) && !findOpenEnd(size)) {
            addChunk(size);
        }
        return chunks[lastChunk].take(foundBlock, size);
    }

    private int foundBlock;

    /** The smallest fitting gap of the last chunk that has one; the open end of a chunk is no gap. */
    private boolean findGap(long size) {
        boolean found = false;
        for (int c = 0; c < chunkCount; c++) {
            int block = chunks[c].smallestGap(size);
            if (block >= 0) {
                lastChunk = c;
                foundBlock = block;
                found = true;
            }
        }
        return found;
    }

    /** The open end that wastes least, or if all would grow, grows least. */
    private boolean findOpenEnd(long size) {
        boolean found = false;
        long best = 0;
        for (int c = 0; c < chunkCount; c++) {
            Chunk chunk = chunks[c];
            int end = chunk.count - 1;
            if (end < 0 || chunk.sizes[end] < size) {
                continue;
            }
            long reuse = chunk.highest - chunk.offsets[end] - size;
            if (!found || (best < 0 && reuse > best) || (reuse >= 0 && reuse < best)) {
                found = true;
                best = reuse;
                lastChunk = c;
                foundBlock = end;
            }
        }
        return found;
    }

    private void addChunk(long size) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
        }
        boolean lastAllowed = chunkCount == MAX_CHUNKS - 1;
        chunks[chunkCount] = new Chunk(lastAllowed ? UNLIMITED : Math.max(size, maxChunk));
        lastChunk = chunkCount++;
        foundBlock = 0;
    }

    /** Returns the chunk of the latest allocation. */
    int lastChunk() {
        return lastChunk;
    }

    /** Gives memory back. */
    void free(int chunk, long offset, long bytes) {
        chunks[chunk].free(offset, round(bytes));
    }

    /** Returns how far each chunk was used, in bytes. */
    long[] chunkSizes() {
        long[] sizes = new long[chunkCount];
        for (int c = 0; c < chunkCount; c++) {
            sizes[c] = chunks[c].highest;
        }
        return sizes;
    }

    /** Free blocks of one chunk, by offset. */
    private static final class Chunk {
        private long[] offsets = new long[32];
        private long[] sizes = new long[32];
        private int count = 1;
        private long highest;

        Chunk(long size) {
            sizes[0] = size;
        }

        int smallestGap(long size) {
            int found = -1;
            long best = Long.MAX_VALUE;
            for (int i = 0; i < count - 1; i++) {
                long room = sizes[i];
                if (size <= room && room <= best) {
                    found = i;
                    best = room;
                }
            }
            return found;
        }

        long take(int block, long size) {
            long offset = offsets[block];
            offsets[block] += size;
            sizes[block] -= size;
            if (sizes[block] == 0) {
                remove(block);
            }
            highest = Math.max(highest, offset + size);
            return offset;
        }

        void free(long offset, long size) {
            for (int i = 0; i < count; i++) {
                if (offsets[i] + sizes[i] == offset) {
                    sizes[i] += size;
                    if (i + 1 < count && offsets[i] + sizes[i] == offsets[i + 1]) {
                        sizes[i] += sizes[i + 1];
                        remove(i + 1);
                    }
                    return;
                }
                if (offset + size == offsets[i]) {
                    offsets[i] = offset;
                    sizes[i] += size;
                    if (i > 0 && offsets[i - 1] + sizes[i - 1] == offset) {
                        sizes[i - 1] += sizes[i];
                        remove(i);
                    }
                    return;
                }
            }
            insert(offset, size);
        }

        private void insert(long offset, long size) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, count * 2);
                sizes = Arrays.copyOf(sizes, count * 2);
            }
            int at = 0;
            while (at < count && offsets[at] < offset) {
                at++;
            }
            System.arraycopy(offsets, at, offsets, at + 1, count - at);
            System.arraycopy(sizes, at, sizes, at + 1, count - at);
            offsets[at] = offset;
            sizes[at] = size;
            count++;
        }

        private void remove(int at) {
            System.arraycopy(offsets, at + 1, offsets, at, count - at - 1);
            System.arraycopy(sizes, at + 1, sizes, at, count - at - 1);
            count--;
        }
    }
}
