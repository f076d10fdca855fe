package dev.llmfit.answers.update;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.units.KnowledgeVersion;
import dev.llmfit.units.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Knowledge in one file: a zip with {@code knowledge.json}, which names every other file with its size and SHA-256, and {@code
 * knowledge.sig}, which signs that list.
 *
 * @param version its version
 * @param signer name of the key that signed it; empty if none that the program trusts did
 * @param files content by path, packages as folders
 */
record KnowledgeBundle(KnowledgeVersion version, Optional<String> signer, SortedMap<String, byte[]> files) {
    /** The form of the files in a bundle, to be raised with every change that older programs cannot read. */
    static final int FORM = 1;

    /** A bundle has below 3 MB; judgement. */
    static final int LARGEST = 32 << 20;

    private static final String SCHEMA = "llmfit/knowledge/1";
    private static final String LIST = "knowledge.json";
    private static final String SIGNATURES = "knowledge.sig";

    /** All files unpacked; they have below 10 MB; judgement. */
    private static final long LARGEST_UNPACKED = 128L << 20;

    /** A bundle has about 150 files; judgement. */
    private static final int MOST_FILES = 4096;

    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*+");

    KnowledgeBundle {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /**
     * Reads a bundle.
     *
     * @throws BundleException if it is damaged, no bundle at all, or of a form that this program does not read
     */
    static KnowledgeBundle read(byte[] zip, ReleaseKeys keys) throws BundleException {
        Map<String, byte[]> entries = unpack(zip);
        byte[] list = required(entries, LIST);
        String signatures =
                new String(Optional.ofNullable(entries.get(SIGNATURES)).orElse(new byte[0]), StandardCharsets.UTF_8);
        JsonValue document = parse(list);
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (JsonValue file : document.get("files").map(JsonValue::items).orElse(List.of())) {
            String path = text(file, "path");
            byte[] content = required(entries, path);
            if (!text(file, "sha256").equals(Sha256.of(content))) {
                throw new BundleException(path + " in it is not the file that it lists");
            }
            files.put(path, content);
        }
        try {
            return new KnowledgeBundle(
                    KnowledgeVersion.parse(text(document, "version")), keys.signer(list, signatures), files);
        } catch (IllegalArgumentException e) {
            throw new BundleException("its version is none", e);
        }
    }

    private static JsonValue parse(byte[] list) throws BundleException {
        JsonValue document;
        try {
            document = Json.parse(new String(list, StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new BundleException(LIST + " in it is no JSON", e);
        }
        if (!text(document, "schema").equals(SCHEMA)) {
            throw new BundleException("it is no knowledge of this program");
        }
        long form = document.integer("form").orElse(0);
        if (form != FORM) {
            throw new BundleException("it is of form " + form + " and this program reads form " + FORM
                    + (form > FORM ? "; a newer program reads it" : ""));
        }
        return document;
    }

    private static String text(JsonValue value, String name) throws BundleException {
        return value.string(name).orElseThrow(() -> new BundleException(LIST + " in it has no " + name));
    }

    private static byte[] required(Map<String, byte[]> entries, String path) throws BundleException {
        byte[] content = entries.get(path);
        if (content == null) {
            throw new BundleException(path + " is missing in it");
        }
        return content;
    }

    private static Map<String, byte[]> unpack(byte[] zip) throws BundleException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        long room = LARGEST_UNPACKED;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!PATH.matcher(entry.getName()).matches()) {
                    throw new BundleException("it holds a file with an odd name");
                }
                byte[] content = in.readNBytes((int) Math.min(room + 1, Integer.MAX_VALUE - 8));
                room -= content.length;
                if (room < 0 || entries.size() == MOST_FILES) {
                    throw new BundleException("it is far larger than knowledge is");
                }
                if (entries.put(entry.getName(), content) != null) {
                    throw new BundleException(entry.getName() + " is in it twice");
                }
            }
        } catch (ZipException e) {
            throw new BundleException("it is damaged", e);
        } catch (BundleException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new BundleException("it is cut off or damaged", e);
        }
        if (entries.isEmpty()) {
            throw new BundleException("it is no zip");
        }
        return entries;
    }

    /**
     * Writes a bundle; the same files give the same bytes.
     *
     * @param signing makes the line of a signature of what it is given; empty for a bundle without signature
     */
    static byte[] write(
            KnowledgeVersion version, SortedMap<String, byte[]> files, Optional<Function<byte[], String>> signing) {
        JsonObject list = JsonObject.builder()
                .put("schema", SCHEMA)
                .put("version", version.toString())
                .put("form", FORM)
                .put(
                        "files",
                        files.entrySet().stream()
                                .map(file -> JsonObject.builder()
                                        .put("path", file.getKey())
                                        .put("bytes", file.getValue().length)
                                        .put("sha256", Sha256.of(file.getValue()))
                                        .build())
                                .toList())
                .build();
        byte[] signed = Json.pretty(list).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            put(out, version, LIST, signed);
            if (signing.isPresent()) {
                put(out, version, SIGNATURES, signing.get().apply(signed).getBytes(StandardCharsets.UTF_8));
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                put(out, version, file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be written", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream out, KnowledgeVersion version, String path, byte[] content)
            throws IOException {
        ZipEntry entry = new ZipEntry(path);
        LocalDateTime time = version.date().atStartOfDay();
        entry.setTimeLocal(time);
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
