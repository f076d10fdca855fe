package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufWriter;
import dev.llmfit.gguf.Metadata;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Writes a sparse GGUF file with the exact tensor layout of a model. An engine that loads it takes the memory and the time of
 * the real model, because both depend on shapes and types, not on values. Only what must not be zero is written: norms and
 * scales, and for models with experts embeddings and routers, which decide how many different experts a batch touches.
 */
public final class PhantomWriter {
    /** A page: the smallest piece of disk that a hole can spare. */
    private static final int PAGE = 4096;

    /** Bytes that are written at once; judgement. */
    private static final int CHUNK = 4 << 20;

    private final Model model;
    private final Metadata metadata;
    private final boolean hasRouters;

    private PhantomWriter(Model model, Vocabulary vocabulary) {
        this.model = model;
        this.metadata = SyntheticVocabulary.replaceIn(
                model.metadata(), model.architecture(), vocabulary, vocabularySize(model, vocabulary));
        this.hasRouters = model.tensors().stream().anyMatch(Filling::isRouter);
    }

    /**
     * Writes a phantom.
     *
     * @param file where; must not exist
     * @param model metadata and tensors in the wanted types
     * @param vocabulary which tokens it has
     * @param seed seed of the random values
     * @throws IOException if it cannot be written; nothing is left behind then
     * @throws IllegalArgumentException if the model has no {@code token_embd.weight}, or too few rows in it for a synthetic
     *     vocabulary
     */
    public static PhantomFile write(Path file, Model model, Vocabulary vocabulary, long seed) throws IOException {
        PhantomWriter writer = new PhantomWriter(model, vocabulary);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            return writer.write(file, channel, seed);
        } catch (IOException | RuntimeException e) {
            if (!(e instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    /** Returns the size of a phantom and what would be written of it, without writing. */
    public static PhantomFile plan(Path file, Model model, Vocabulary vocabulary) {
        PhantomWriter writer = new PhantomWriter(model, vocabulary);
        long written = GgufWriter.headerBytes(writer.metadata, model.tensors());
        for (TensorInfo tensor : model.tensors()) {
            written += switch (Filling.of(tensor, writer.hasRouters)) {
                case HOLE -> 0;
                case ONES, MINUS_ONES, RANDOM -> tensor.bytes();
                case RANDOM_PAGE -> rows(tensor) * Math.min(PAGE, rowBytes(tensor));
            };
        }
        return new PhantomFile(file, GgufWriter.fileBytes(writer.metadata, model.tensors()), written);
    }

    private static int vocabularySize(Model model, Vocabulary vocabulary) {
        TensorInfo embeddings = model.tensors().stream()
                .filter(t -> t.name().equals("token_embd.weight"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + model.name() + "' has no token_embd.weight"));
        int size = Math.toIntExact(embeddings.ne1());
        if (vocabulary == Vocabulary.SYNTHETIC && size < SyntheticVocabulary.leastSize()) {
            throw new IllegalArgumentException("'" + model.name() + "' has only " + size + " tokens");
        }
        return size;
    }

    private PhantomFile write(Path file, FileChannel channel, long seed) throws IOException {
        List<TensorInfo> tensors = model.tensors();
        long alignment = GgufWriter.alignment(metadata);
        byte[] header = GgufWriter.header(metadata, tensors);
        put(channel, 0, header, header.length);
        long written = header.length;
        long at = header.length;
        SplittableRandom random = new SplittableRandom(seed);
        Map<GgmlType, Optional<byte[]>> patterns = new EnumMap<>(GgmlType.class);
        for (TensorInfo tensor : tensors) {
            Filling filling = Filling.of(tensor, hasRouters);
            Optional<byte[]> pattern = switch (filling) {
                case HOLE -> Optional.empty();
                case ONES -> BlockPattern.constant(tensor.type(), 1);
                case MINUS_ONES -> BlockPattern.constant(tensor.type(), -1);
                case RANDOM, RANDOM_PAGE ->
                    patterns.computeIfAbsent(tensor.type(), t -> BlockPattern.random(t, random));
            };
            if (pattern.isPresent()) {
                written += filling == Filling.RANDOM_PAGE
                        ? fillPages(channel, at, tensor, pattern.get())
                        : fill(channel, at, tensor.bytes(), pattern.get());
            }
            at = Math.addExact(at, GgufFile.padded(tensor.bytes(), alignment));
        }
        if (channel.size() < at) {
            put(channel, at - 1, new byte[1], 1);
        }
        return new PhantomFile(file, at, written);
    }

    /** Repeats the pattern over a range of the file. */
    private static long fill(FileChannel channel, long at, long bytes, byte[] pattern) throws IOException {
        int repeats = Math.clamp(Math.min(CHUNK, bytes) / pattern.length, 1, CHUNK);
        byte[] chunk = new byte[repeats * pattern.length];
        for (int i = 0; i < repeats; i++) {
            System.arraycopy(pattern, 0, chunk, i * pattern.length, pattern.length);
        }
        for (long done = 0; done < bytes; done += chunk.length) {
            put(channel, at + done, chunk, (int) Math.min(chunk.length, bytes - done));
        }
        return bytes;
    }

    /** Fills one page of every row, so that no row takes more disk than that. */
    private static long fillPages(FileChannel channel, long at, TensorInfo tensor, byte[] pattern) throws IOException {
        long rowBytes = rowBytes(tensor);
        if (rowBytes <= PAGE) {
            return fill(channel, at, tensor.bytes(), pattern);
        }
        int blockBytes = tensor.type().blockBytes();
        int start = 0;
        byte[] page = new byte[PAGE];
        for (long row = 0; row < rows(tensor); row++) {
            start = (start + 509 * blockBytes) % (pattern.length - PAGE);
            System.arraycopy(pattern, start, page, 0, PAGE);
            long rowStart = at + row * rowBytes;
            long aligned = GgufFile.padded(rowStart, PAGE);
            put(channel, aligned + PAGE <= rowStart + rowBytes ? aligned : rowStart, page, PAGE);
        }
        return rows(tensor) * PAGE;
    }

    private static long rowBytes(TensorInfo tensor) {
        return tensor.type().rowBytes(tensor.ne0());
    }

    private static long rows(TensorInfo tensor) {
        return tensor.ne1() * tensor.ne2() * tensor.ne3();
    }

    private static void put(FileChannel channel, long at, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer, at + buffer.position());
        }
    }
}
