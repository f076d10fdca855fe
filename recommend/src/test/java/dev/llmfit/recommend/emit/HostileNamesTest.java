package dev.llmfit.recommend.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.Yaml;
import dev.llmfit.json.YamlNode;
import dev.llmfit.probe.Backend;
import dev.llmfit.recommend.offer.FileSource;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file is called, what is emitted names that file, read by the rules of the format; or there is an obstacle. */
@DisabledOnOs(OS.WINDOWS)
class HostileNamesTest {
    private static final long SEED = 20261201;
    private static final List<String> PARTS = List.of(
            "a", "B", "7", "-", "--", "\\", "\\n", "'", "\"", "\"\"\"", "$", "$$", "$HOME", "$(id)", "${x}", "`id`",
            "%", "%h", "%%", " ", ";", "#", "&", "|", "<", "*", "?", "!", "~", "=", ":", ",", "{", "}", "[", "é", "模",
            ".", "@", "^");

    static Stream<String> names() {
        List<String> names = new ArrayList<>(List.of(
                "a\\b.gguf",
                "-x.gguf",
                "--model.gguf",
                "it's.gguf",
                "\"q\".gguf",
                " blank.gguf",
                "$(touch x).gguf",
                "a; rm b.gguf",
                "%h-%i.gguf",
                "~.gguf",
                "#c.gguf",
                "a: b.gguf",
                "- a.gguf",
                "C:\\m.gguf".substring(2)));
        Random random = new Random(SEED);
        for (int i = 0; i < 120; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                name.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            names.add(name + ".gguf");
        }
        return names.stream().distinct();
    }

    private static Plan plan(String file) {
        return new Plan(
                "m",
                "Q8_0",
                new FileSource.Local(file),
                ImageInput.NONE,
                Optional.empty(),
                LaunchOptions.defaults().withNCtx(2048).withNGpuLayers(3),
                true,
                3,
                new PlannedGpus(1, Optional.of(Backend.CUDA), Bytes.ofMib(6200)),
                1,
                Bytes.ofGib(1),
                Plans.growth(1, 8192, 0),
                false);
    }

    /** Returns the words of a command as a shell passes them on. */
    private static List<String> shell(String command) throws IOException {
        Process sh = new ProcessBuilder(
                        "sh", "-c", "show() { for w; do printf '%s\\n' \"$w\"; done; }; show " + command)
                .redirectErrorStream(true)
                .start();
        return new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static String after(List<String> words, String flag) {
        int at = words.indexOf(flag);
        assertTrue(at >= 0, words::toString);
        return words.get(at + 1);
    }

    private static YamlNode under(YamlNode node, String key) {
        YamlNode.Mapping mapping = (YamlNode.Mapping) node;
        return mapping.entries().stream()
                .filter(e -> e.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static List<String> texts(YamlNode list) {
        return ((YamlNode.Sequence) list)
                .items().stream().map(i -> ((YamlNode.Scalar) i).text()).toList();
    }

    /** Returns the words of a line of systemd (systemd.syntax(7), systemd.service(5)): quotes, C-like escapes, then %% and $$. */
    private static List<String> systemd(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                word.append(line.charAt(++i)); // only \\ and \" are emitted
            } else if (c == '"' && (quoted || !any)) {
                quoted = !quoted;
                any = true;
            } else if (c == ' ' && !quoted) {
                words.add(word.toString());
                word.setLength(0);
                any = false;
            } else {
                assertFalse(!quoted && "'\";".indexOf(c) >= 0, line);
                word.append(c);
                any = true;
            }
        }
        words.add(word.toString());
        return words.stream().map(w -> w.replace("%%", "%").replace("$$", "$")).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyTargetNamesTheFile(String name) throws IOException {
        Plan relative = plan(name);
        String shown = name.startsWith("-") ? "./" + name : name;
        assertEquals(shown, after(shell(Target.LLAMA_SERVER.emit(relative)), "-m"));
        assertEquals(shown, after(shell(Target.LLAMA_CLI.emit(relative)), "-m"));
        Plan placed = plan("/srv/my models/" + name);
        assertEquals("/srv/my models/" + name, after(shell(Target.LLAMA_SERVER.emit(placed)), "-m"));
        List<String> textgen = shell(Target.TEXTGEN.emit(placed));
        assertTrue(
                name.startsWith("-")
                        ? textgen.contains("--model=" + name)
                        : after(textgen, "--model").equals(name),
                textgen::toString);
        YamlNode compose = Yaml.parse(Target.COMPOSE.emit(placed));
        List<String> words = texts(under(under(under(compose, "services"), placed.slug()), "command"));
        assertEquals("/models/" + name, after(words, "-m").replace("$$", "$"));
        YamlNode pod = Yaml.parse(Target.KUBERNETES.emit(placed).split("\n---\n", -1)[0]);
        YamlNode spec = under(under(under(pod, "spec"), "template"), "spec");
        YamlNode container =
                ((YamlNode.Sequence) under(spec, "containers")).items().getFirst();
        assertEquals(
                "/models/" + name, after(texts(under(container, "args")), "-m").replace("$$(", "$("));
        String exec = Target.SYSTEMD
                .emit(placed)
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        assertEquals("/srv/my models/" + name, after(systemd(exec.substring("ExecStart=".length())), "-m"));
        modelfileAndPreset(placed);
    }

    private static void modelfileAndPreset(Plan placed) {
        if (Target.MODELFILE.obstacle(placed).isEmpty()) {
            String from = line(Target.MODELFILE.emit(placed), "FROM ");
            String read = from.startsWith("\"\"\"") ? from.substring(3, from.length() - 3) : from.strip();
            assertEquals(placed.file(), read);
        }
        if (Target.PRESET.obstacle(placed).isEmpty()) {
            assertEquals(
                    placed.file(), line(Target.PRESET.emit(placed), "model = ").strip());
        }
    }

    private static String line(String text, String start) {
        return text.lines()
                .filter(l -> l.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    @Test
    void aPathOfWindowsEndsAtItsBackslash() {
        assertEquals("m.gguf", plan("C:\\models\\m.gguf").fileName());
        assertEquals("m.gguf", plan("\\\\server\\share\\m.gguf").fileName());
        assertEquals("a\\b.gguf", plan("/models/a\\b.gguf").fileName());
    }
}
