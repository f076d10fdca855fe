package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.fixtures.FakeLlamaCpp;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What is given is obeyed or refused, never ignored: every option of every command, with a value that none can have. */
class EveryOptionTest {
    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    /** No number, no type, no address, no file in a folder that exists. */
    private static final String NONSENSE = "/dev/null/such\u0001thing";

    @TempDir
    private Path folder = Path.of("");

    /** Everything that a command does, by words that would succeed without another option. */
    private Map<String, List<String>> actions() throws IOException {
        Path engine = FakeLlamaCpp.rich().install(folder.resolve("engine"));
        Path matrix = Files.writeString(folder.resolve("m.yaml"), """
                machines:
                  - id: a
                    gpus: [{db_id: geforce-rtx-3090-24g}]
                    ram: 64GiB
                """);
        Path log = Files.writeString(
                folder.resolve("run.log"), "load_tensors:        CUDA0 model buffer size =  4096.00 MiB\n");
        Path lines = Files.writeString(folder.resolve("lines.jsonl"), "");
        Path rules = Files.writeString(folder.resolve("r.yaml"), "rules: []\n");
        Path config = Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"unheard\"}");
        Map<String, List<String>> actions = new LinkedHashMap<>();
        actions.put("models", List.of("models qwen3", "models --local"));
        actions.put("models show", List.of("models show qwen3:8b"));
        actions.put("models add", List.of("models add " + config));
        actions.put("models pull", List.of("models pull hf:org/name --offline"));
        actions.put("quants", List.of("quants qwen3:8b", "quants --batch " + lines));
        actions.put("size", List.of("size qwen3:8b --hardware rtx4090-24g-64g", "size --batch " + lines));
        actions.put(
                "recommend",
                List.of(
                        "recommend qwen3:8b --hardware rtx4090-24g-64g",
                        "recommend --compare rtx4090-24g-64g 2x3090 -m qwen3:8b"));
        actions.put("plan", List.of("plan qwen3:8b --hardware rtx4090-24g-64g"));
        actions.put("fleet", List.of("fleet --hardware rtx4090-24g-64g --want qwen3:8b=2"));
        actions.put(
                "rules",
                List.of("rules", "rules list", "rules check " + rules, "rules schema", "rules explain ram/cpu-only"));
        actions.put("probe", List.of("probe", "probe --list"));
        actions.put("matrix", List.of("matrix " + matrix));
        actions.put("matrix init", List.of("matrix init " + folder.resolve("first.yaml")));
        String use = " --no-store --engine " + engine;
        actions.put("verify", List.of("verify smollm2:135m --no-speed" + use));
        actions.put(
                "bench",
                List.of(
                        "bench smollm2:135m -p 8 -n 8" + use,
                        "bench --export " + folder.resolve("out.jsonl"),
                        "bench --calibrate" + use));
        actions.put("doctor", List.of("doctor", "doctor --log " + log));
        actions.put("tui", List.of("tui")); // there is no terminal here, which is told after the options
        actions.put("serve", List.of("serve"));
        actions.put("mcp", List.of("mcp --allow-run"));
        actions.put("update", List.of("update", "update --unsigned"));
        actions.put("add", List.of("add embedded"));
        return actions;
    }

    static Map<String, CommandSpec> commands() {
        Shell shell = new Shell(new Console(NOWHERE, NOWHERE, 100, false), CommandRun.bench());
        Map<String, CommandSpec> specs = new LinkedHashMap<>();
        Commands.all().forEach((name, command) -> {
            CommandLine line = new CommandLine(command.apply(shell));
            specs.put(name, line.getCommandSpec());
            line.getSubcommands().forEach((below, sub) -> specs.put(name + " " + below, sub.getCommandSpec()));
        });
        specs.remove("train");
        specs.remove("completion");
        specs.remove("help");
        specs.remove("man");
        specs.remove("complete");
        specs.remove("uninstall"); // it would remove what the one who runs the tests has: InstalledCommandsTest
        return specs;
    }

    @Test
    void noOptionIsIgnored() throws IOException {
        Map<String, List<String>> actions = actions();
        Map<String, CommandSpec> commands = commands();
        assertEquals(actions.keySet(), commands.keySet().stream().collect(Collectors.toSet()));
        List<String> ignored = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, CommandSpec> command : commands.entrySet()) {
            for (String action : actions.getOrDefault(command.getKey(), List.of())) {
                for (OptionSpec option : command.getValue().options()) {
                    String name = option.longestName();
                    if (option.arity().max() == 0 || option.hidden()) {
                        continue; // hidden ones carry what a pasted line says: nobody gives them
                    }
                    List<String> words = new ArrayList<>(List.of(action.split(" ")));
                    words.add(name + "=" + NONSENSE);
                    CommandRun run = CommandRun.of(words.toArray(String[]::new));
                    tried++;
                    if (run.exit() < 2 || run.err().isBlank()) {
                        ignored.add(
                                run.exit() + " " + String.join(" ", words).replace('\u0001', '?') + " " + run.err());
                    }
                }
            }
        }
        assertEquals(List.of(), ignored, () -> String.join("\n", ignored));
        assertTrue(tried > 300, tried + " tried");
    }

    @ParameterizedTest
    @CsvSource({
        "doctor --log - --report x, --report",
        "rules list --ram 24GiBB, --ram",
        "rules list some/rule, some/rule",
        "probe --list --vram 24GiB, --vram",
        "size --batch - -c 4096, --ctx-size",
        "size --batch - llama3.1:8b, REF",
        "bench --export x.jsonl llama3.1:8b, REF",
        "quants llama3.1:8b --models-dir ., --models-dir"
    })
    void whatDoesNotGoWithAnActionIsNamed(String command, String option) {
        CommandRun run = CommandRun.of(command.split(" "));
        assertEquals(2, run.exit(), run.err());
        assertTrue(run.err().startsWith("llmfit: '" + option), run.err());
        assertEquals("", run.out());
    }
}
