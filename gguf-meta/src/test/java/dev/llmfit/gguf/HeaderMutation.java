package dev.llmfit.gguf;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages headers the way broken downloads and attackers do; the same seed gives the same mutants. */
final class HeaderMutation {
    private static final long[] NASTY = {
        0,
        1,
        -1,
        2,
        7,
        9,
        63,
        64,
        99,
        255,
        256,
        4096,
        1L << 30,
        (1L << 30) + 1,
        1L << 31,
        1L << 32,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1
    };

    /** Tensors kept of a recorded header, so that a mutation hits every kind of field soon. */
    private static final int TENSORS = 6;

    private final SplittableRandom random;

    HeaderMutation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns a header with the first tensors of another, and zeros for their data if they are small. */
    static byte[] shortened(byte[] header) {
        try {
            GgufFile file = GgufReader.read(ByteSource.ofBytes(header), TensorData.OPTIONAL);
            List<TensorInfo> tensors =
                    file.tensors().subList(0, Math.min(TENSORS, file.tensors().size()));
            return GgufWriter.header(file.metadata(), tensors);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a mutant: one to four damages. */
    byte[] of(byte[] seed) {
        byte[] mutant = seed.clone();
        for (int i = random.nextInt(1, 5); i > 0 && mutant.length > 0; i--) {
            mutant = damaged(mutant);
        }
        return mutant;
    }

    private byte[] damaged(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> put(bytes, at, NASTY[random.nextInt(NASTY.length)], 8);
            case 3 -> put(bytes, at, NASTY[random.nextInt(NASTY.length)], 4);
            case 4 -> put(bytes, random.nextInt(Math.min(24, bytes.length)), NASTY[random.nextInt(NASTY.length)], 8);
            case 5 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            default -> {
                int from = random.nextInt(bytes.length);
                int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
                System.arraycopy(bytes, from, bytes, at, length);
            }
        }
        return bytes;
    }

    private static void put(byte[] bytes, int at, long value, int width) {
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }
}
