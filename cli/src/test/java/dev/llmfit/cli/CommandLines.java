package dev.llmfit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Makes command lines of all commands, options and values: legal, illegal, empty, huge, with control characters, of absent files. */
final class CommandLines {
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "-1",
            "2",
            "4096",
            "8k",
            "1m",
            "24",
            "24GiB",
            "24GiBB",
            "936GB/s",
            "NaN",
            "Infinity",
            "-0",
            "1e309",
            "99999999999999999999",
            "2147483647",
            "9223372036854775807",
            "0.5",
            "",
            " ",
            "\t",
            "\n",
            "\u001b[31mred\u0007",
            "\u009b2J",
            "\u202etxt",
            "\u0000",
            "é模",
            "on",
            "off",
            "auto",
            "all",
            "none",
            "f16",
            "q8_0",
            "q9_9",
            "Q4_K_M",
            "IQ2_XXS",
            "linux",
            "chat",
            "coding",
            "oom",
            "quality",
            "ollama",
            "compose",
            "json",
            "cuda",
            "layer",
            "row",
            "3,1",
            "1,,",
            ",",
            "127.0.0.1:1",
            "CUDA0=CPU",
            "\\.ffn_.*_exps\\.=CPU",
            "((.*)*)*x=CPU",
            "[=CPU",
            "rtx4090-24g-64g",
            "geforce-rtx-3090-24g",
            "2x 3090",
            "M3 Max 64GB",
            "nosuch",
            "here",
            "DDR4-3200",
            "Ryzen 7 5800X",
            "b9010",
            "--",
            "-",
            "@file",
            "$(reboot)",
            "%s%n",
            "{0}",
            "'",
            "x".repeat(10_000));

    private static final List<String> MODELS = List.of(
            "llama3.1:8b",
            "llama3.1:8b:Q4_K_M",
            "llama3.1:70b",
            "qwen3:30b-a3b",
            "smollm2:135m",
            "nomic-embed-text",
            "hf:org/name",
            "hf:org/name:Q4_K_M",
            "org/name",
            "hf:../..",
            "ollama:llama3.1:8b",
            "llama3.1:latest",
            "gpt-4",
            "qwen3",
            ":",
            "llama3.1:8b:Q9_9");

    /** Names of options and words whose value is a file or a folder. */
    private static final String FILES = ".*(FILE|DIR|FOLDER).*";

    /** It writes the file that its word names, and one of its own name without: that must not be where the test runs. */
    private static final String WRITING = "matrix init";

    /** What runs for minutes, asks servers or prints stack traces on purpose. */
    private static final Set<String> LEFT_OUT = Set.of("--debug", "--deep", "--calibrate", "--verify", "--server");

    private final Random random;
    private final Path folder;
    private final Map<String, CommandSpec> commands;
    private final List<String> files;

    /**
     * Creates a generator.
     *
     * @param seed the same seed makes the same lines
     * @param folder where files lie and are written
     * @param commands all commands by their names
     */
    CommandLines(long seed, Path folder, Map<String, CommandSpec> commands) throws IOException {
        this.random = new Random(seed);
        this.folder = folder;
        this.commands = commands;
        this.files = files(folder);
    }

    private static List<String> files(Path folder) throws IOException {
        Files.writeString(
                folder.resolve("machines.yaml"), "machines:\n  - id: a\n    gpus: [{db_id: geforce-rtx-3090-24g}]\n");
        Files.writeString(folder.resolve("rules.yaml"), "rules: []\n");
        Files.writeString(folder.resolve("bad.yaml"), "rules: [\n\u0007: {\n");
        Files.write(folder.resolve("latin.yaml"), "machines: é".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("run.log"), "load_tensors:  CUDA0 model buffer size =  4096.00 MiB\n");
        Files.writeString(
                folder.resolve("lines.jsonl"), "{\"model\":\"llama3.1:8b\"}\n{\n\"\n{\"id\":1,\"ask\":\"nothing\"}\n");
        Files.write(folder.resolve("short.gguf"), new byte[] {'G', 'G', 'U', 'F', 3, 0, 0, 0});
        Files.writeString(folder.resolve("text.gguf"), "\u001b[31mno model");
        Files.createFile(folder.resolve("empty"));
        Files.createDirectory(folder.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        List<String> files = new ArrayList<>();
        for (String name : List.of(
                "machines.yaml",
                "rules.yaml",
                "bad.yaml",
                "latin.yaml",
                "run.log",
                "lines.jsonl",
                "short.gguf",
                "text.gguf",
                "empty",
                "folder",
                "loop",
                "absent",
                "absent/below",
                "\u001b[31mabsent\u0007",
                "new")) {
            files.add(folder.resolve(name).toString());
        }
        files.addAll(List.of("/dev/null/below", "/dev/full", "/dev/null", "nul\u0000byte"));
        return files;
    }

    /** Returns the next line. */
    List<String> next() {
        List<String> names = List.copyOf(commands.keySet());
        String name = random.nextInt(40) == 0 ? value() : names.get(random.nextInt(names.size()));
        List<String> line = new ArrayList<>(List.of(name.split(" ")));
        CommandSpec spec = commands.get(name);
        if (spec == null) {
            return line;
        }
        for (PositionalParamSpec word : spec.positionalParameters()) {
            int least = name.equals(WRITING) ? 1 : 0;
            int count = random.nextInt(10) == 0 ? 2 : random.nextInt(8) == 0 ? least : 1;
            for (int i = 0; i < count; i++) {
                line.add(word(name, word));
            }
        }
        List<OptionSpec> options = spec.options().stream()
                .filter(o -> !LEFT_OUT.contains(o.longestName()))
                .toList();
        int count = random.nextInt(5);
        for (int i = 0; i < count && !options.isEmpty(); i++) {
            add(line, options.get(random.nextInt(options.size())));
        }
        return line;
    }

    private void add(List<String> line, OptionSpec option) {
        String name = option.names()[random.nextInt(option.names().length)];
        if (option.arity().max() == 0) {
            line.add(name);
        } else if (random.nextInt(12) == 0) {
            line.add(name); // its value is forgotten
        } else if (random.nextBoolean() && name.startsWith("--")) {
            line.add(name + "=" + value(option));
        } else {
            line.add(name);
            line.add(value(option));
        }
    }

    private String word(String command, PositionalParamSpec word) {
        String label = word.paramLabel();
        if (command.equals("rules") && label.equals("ACTION")) {
            return List.of("list", "check", "test", "explain", "schema", "shew").get(random.nextInt(6));
        }
        if (command.equals(WRITING)) {
            return folder + "/" + value();
        }
        return switch (random.nextInt(6)) {
            case 0 -> value();
            case 1 -> files.get(random.nextInt(files.size()));
            default -> label.contains("REF") ? MODELS.get(random.nextInt(MODELS.size())) : value(word);
        };
    }

    private String value(ArgSpec of) {
        if (of.paramLabel().contains("REF") && random.nextInt(4) > 0) {
            return MODELS.get(random.nextInt(MODELS.size()));
        }
        boolean file = of.paramLabel().matches(FILES);
        boolean written = of.isOption() && file; // a name that is no path of ours would be written where the test runs
        return written || (file && random.nextBoolean()) ? files.get(random.nextInt(files.size())) : value();
    }

    private String value() {
        return VALUES.get(random.nextInt(VALUES.size()));
    }

    /** Returns the folder of the files. */
    Path folder() {
        return folder;
    }
}
