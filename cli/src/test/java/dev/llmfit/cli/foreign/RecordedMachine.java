package dev.llmfit.cli.foreign;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A whole machine in one text: files, links, outputs of tools and answers of libraries, each below a heading of its own. */
final class RecordedMachine implements Source {
    private static final String HEADING = "== ";
    private static final Path MACHINES = Path.of("src/test/resources/dev/llmfit/cli/foreign/machines");

    private final TreeMap<String, String> parts = new TreeMap<>();

    private RecordedMachine() {}

    static List<byte[]> seeds() {
        return Foreign.files(MACHINES, ".*\\.txt");
    }

    /** Reads a text; the part of a heading that stands there twice is the last. */
    static RecordedMachine of(String text) {
        RecordedMachine machine = new RecordedMachine();
        for (String part : text.split("(?m)^" + HEADING, -1)) {
            int end = part.indexOf('\n');
            if (end > 0) {
                machine.parts.put(part.substring(0, end).strip(), part.substring(end + 1));
            }
        }
        return machine;
    }

    private static List<byte[]> parts(String heading) {
        List<byte[]> found = new ArrayList<>();
        for (byte[] seed : seeds()) {
            of(Foreign.text(seed)).parts.forEach((name, text) -> {
                if (name.startsWith(heading)) {
                    found.add(Foreign.bytes(text));
                }
            });
        }
        return found;
    }

    static List<byte[]> nvml() {
        return parts("library NVML");
    }

    static List<byte[]> levelZero() {
        return parts("library LEVEL_ZERO");
    }

    static List<byte[]> nvidiaSmi() {
        return parts("command nvidia-smi");
    }

    static List<byte[]> deviceLists() {
        return Foreign.texts(
                "Available devices:\n  CUDA0: NVIDIA A40 (45498 MiB, 45231 MiB free)\n  Vulkan1: llvmpipe (LLVM 17) (64000 MiB, 64000 MiB free)\n");
    }

    private Probe<String> part(String name) {
        String text = parts.get(name);
        return text == null ? new Probe.Absent<>(name + " was not recorded") : new Probe.Found<>(text, name);
    }

    @Override
    public Platform platform() {
        String words = parts.getOrDefault("platform", "Linux amd64").strip();
        int blank = words.lastIndexOf(' ');
        return blank < 0
                ? new Platform(words, "")
                : new Platform(words.substring(0, blank), words.substring(blank + 1));
    }

    @Override
    public Probe<String> file(String path) {
        return part("file " + path);
    }

    @Override
    public Probe<String> link(String path) {
        return part("link " + path);
    }

    @Override
    public List<String> list(String directory) {
        String folder = "file " + directory + "/";
        return parts.subMap(folder, folder + Character.MAX_VALUE).keySet().stream()
                .map(name -> name.substring(folder.length()).split("/", 2)[0])
                .distinct()
                .toList();
    }

    @Override
    public Probe<String> command(List<String> command) {
        String line = "command " + String.join(" ", command);
        String named = parts.headMap(line, true).descendingKeySet().stream()
                .filter(line::startsWith)
                .findFirst()
                .orElse(line);
        return part(named);
    }

    @Override
    public Probe<String> library(Library library) {
        return part("library " + library);
    }

    @Override
    public Map<String, String> environment() {
        return new HashMap<>(
                KeyValues.parse(parts.getOrDefault("environment", ""), '=').all());
    }
}
