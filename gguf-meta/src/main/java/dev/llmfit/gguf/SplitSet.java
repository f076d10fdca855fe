package dev.llmfit.gguf;

import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Reads all parts of a split set ({@code llama_model_loader}, {@code src/llama-model-loader.cpp}). */
final class SplitSet {
    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";

    private SplitSet() {}

    static GgufFile read(String fileName, GgufReader.PartOpener opener, TensorData data) throws IOException {
        GgufFile first = part(fileName, opener, data);
        if (first.byteOrder() == ByteOrder.BIG_ENDIAN) {
            throw GgufFormatException.explained(
                    "the file is in big-endian byte order, which llama.cpp refuses on x86 and ARM",
                    Hint.plain("take the usual file of the model; big-endian ones are for s390x"));
        }
        int count = Math.toIntExact(unsigned16(first, COUNT).orElse(0));
        return count <= 1 ? first : rest(fileName, opener, data, first, count);
    }

    private static GgufFile rest(
            String fileName, GgufReader.PartOpener opener, TensorData data, GgufFile first, int count)
            throws IOException {
        String ending = ending(number(first, fileName), count);
        if (!fileName.endsWith(ending) || fileName.length() == ending.length()) {
            throw GgufFormatException.explained(
                    "'" + fileName + "' is part " + (number(first, fileName) + 1) + " of a set of " + count
                            + " files that was given another name: llama.cpp finds the parts by names that end with "
                            + ending,
                    Hint.plain("name all parts as they were published, and give the one that ends with "
                            + ending(0, count)));
        }
        String prefix = fileName.substring(0, fileName.length() - ending.length());
        if (number(first, fileName) != 0) {
            throw GgufFormatException.explained(
                    "'" + fileName + "' is part " + (number(first, fileName) + 1) + " of a set of " + count + " files",
                    Hint.plain("give the first, " + prefix + ending(0, count)));
        }
        List<TensorInfo> tensors = new ArrayList<>(first.tensors());
        Set<String> names = new HashSet<>();
        first.tensors().forEach(t -> names.add(t.name()));
        long fileBytes = first.fileBytes();
        long fullBytes = first.fullBytes();
        for (int i = 1; i < count; i++) {
            String name = prefix + ending(i, count);
            GgufFile part = later(name, opener, data, i + 1, count);
            if (number(part, name) != i) {
                throw new GgufFormatException(
                        "'" + name + "' says it is part " + (number(part, name) + 1) + ", expected " + (i + 1), 0);
            }
            for (TensorInfo tensor : part.tensors()) {
                if (!names.add(tensor.name())) {
                    throw new GgufFormatException(
                            "tensor '" + Names.shown(tensor.name()) + "' of '" + name + "' is in an earlier part too",
                            0);
                }
            }
            tensors.addAll(part.tensors());
            fileBytes += part.fileBytes();
            fullBytes = Math.addExact(fullBytes, part.fullBytes());
        }
        requireAll(first, tensors.size());
        return new GgufFile(
                first.version(),
                first.byteOrder(),
                first.metadata(),
                tensors,
                first.alignment(),
                first.dataOffset(),
                fileBytes,
                fullBytes,
                count);
    }

    private static GgufFile later(String name, GgufReader.PartOpener opener, TensorData data, int number, int count)
            throws IOException {
        try {
            return part(name, opener, data);
        } catch (GgufFormatException e) {
            throw e.inPart(name);
        } catch (NoSuchFileException e) {
            throw GgufFormatException.explained(
                    "part " + number + " of the set of " + count + " files is missing: there is no '" + name + "'",
                    Hint.plain("download all parts into one folder"));
        }
    }

    private static GgufFile part(String name, GgufReader.PartOpener opener, TensorData data) throws IOException {
        try (ByteSource source = opener.open(name)) {
            return GgufReader.read(source, data);
        }
    }

    private static String ending(int number, int count) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
    }

    private static int number(GgufFile part, String name) throws GgufFormatException {
        return Math.toIntExact(unsigned16(part, NUMBER)
                .orElseThrow(() -> new GgufFormatException("'" + name + "' has no key " + NUMBER, 0)));
    }

    private static OptionalLong unsigned16(GgufFile part, String key) throws GgufFormatException {
        GgufValue value = part.metadata().find(key).orElse(null);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (value instanceof GgufValue.Int number && number.type() == GgufValueType.UINT16) {
            return OptionalLong.of(number.value());
        }
        throw new GgufFormatException("key '" + key + "' is not of type UINT16", 0);
    }

    private static void requireAll(GgufFile first, int tensors) throws GgufFormatException {
        OptionalLong expected = first.metadata().integer(TENSORS);
        if (expected.isPresent() && expected.getAsLong() != tensors) {
            throw new GgufFormatException(
                    "the parts hold " + tensors + " tensors, but " + TENSORS + " is " + expected.getAsLong(), 0);
        }
    }
}
