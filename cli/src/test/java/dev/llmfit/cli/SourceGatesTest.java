package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.SizedEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of the sources must keep and no compiler checks. */
class SourceGatesTest {
    private static final int MOST_LINES = 400;

    private static final Path ROOT = Path.of("..");

    /** A constant of a number, an amount of memory or a time, or of a list of numbers. */
    private static final Pattern CONSTANT = Pattern.compile("\\s*(?:(?:public|protected|private|static|final) )*"
            + "(?:int|long|double|float|short|byte|Integer|Long|Double|Bytes|Duration)(?:\\[])*"
            + " ([A-Z][A-Z0-9_]*) ?=(.*)");

    private static final Pattern LITERAL = Pattern.compile("(?<![\\w.])[0-9]");

    /** No number without a source: each has its reason on its line or above it; one comment may stand above a run of constants. */
    @ParameterizedTest
    @ValueSource(strings = {"units", "json", "gguf-meta", "probe", "rules", "sizing", "recommend", "engine"})
    void everyNumberHasItsSourceBesideIt(String module) throws IOException {
        List<String> bare = new ArrayList<>();
        for (Path file : sources(ROOT.resolve(module))) {
            bareNumbers(file, Files.readAllLines(file), bare);
        }
        assertEquals(List.of(), bare);
    }

    @Test
    void aNumberWithoutACommentIsFound() {
        List<String> bare = new ArrayList<>();
        List<String> lines = List.of(
                "    private static final int BARE = 3;",
                "",
                "    /** Why. */",
                "    static final double ABOVE = 0.5;",
                "    static final Bytes SAME_BLOCK = Bytes.ofGib(1);",
                "",
                "    private final int field;",
                "    static final long[] LISTED = {",
                "        1, 2",
                "    };",
                "    static final int DERIVED = ABOVE * Integer.BYTES;",
                "    static final int BESIDE = 4; // why",
                "    static final int NEXT = 5;");
        bareNumbers(Path.of("X.java"), lines, bare);
        assertEquals(List.of("X.java:1 BARE", "X.java:8 LISTED", "X.java:13 NEXT"), bare);
    }

    /** The modelled build stands in one place; what people read is made from it. */
    @Test
    void noTextNamesTheNewestBuildByHand() throws IOException {
        String number = EngineBuild.NEWEST.name();
        List<String> typed = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                for (Path file : sources(module)) {
                    Files.readAllLines(file).stream()
                            .filter(line -> line.contains(number) && !isComment(line.strip()))
                            .forEach(line -> typed.add(file.getFileName() + ": " + line.strip()));
                }
            }
        }
        assertEquals(List.of(), typed);
    }

    /** Rooms of the engines: the programs, the packages of the sized ones, and the list of them. */
    private static final Pattern ENGINE_ROOM =
            Pattern.compile("/engine/src/|/sizing/(?:vllm|mlx)/|/plan/SizedEngines\\.java");

    private static final Pattern ENGINE_ASKED = engineAsked();

    private static Pattern engineAsked() {
        String name = SizedEngines.all().stream()
                .flatMap(e -> Stream.of(e.id(), e.title()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "\"(?:" + Pattern.quote(SizedEngines.LLAMA_CPP) + "|", ")\""));
        String known = "(?:" + name + "|SizedEngines\\.LLAMA_CPP|(?:Vllm|Mlx)Engine\\.ID)";
        return Pattern.compile("equals(?:IgnoreCase)?\\(" + known + "\\)|" + known + "\\.equals|\\bcase " + known
                + "|[!=]= ?" + known + "|instanceof (?:Vllm|Mlx)Engine");
    }

    /** What differs between engines is asked of them: whoever compares names forgets the next one. */
    @Test
    void onlyRoomsOfEnginesAskWhichOneItIs() throws IOException {
        List<String> asked = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                for (Path file : sources(module)) {
                    if (!ENGINE_ROOM.matcher(file.toString().replace('\\', '/')).find()) {
                        asked.addAll(enginesAsked(file, Files.readAllLines(file)));
                    }
                }
            }
        }
        assertEquals(List.of(), asked);
    }

    private static List<String> enginesAsked(Path file, List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !isComment(line) && ENGINE_ASKED.matcher(line).find())
                .map(line -> file.getFileName() + ": " + line)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if (engine.equals(\"vllm\")) {",
                "if (!\"llama.cpp\".equals(engine)) {",
                "return engine.id().equals(MlxEngine.ID);",
                "case \"mlx\" -> 3;",
                "if (engine instanceof VllmEngine vllm) {",
                ".filter(name -> !name.equals(SizedEngines.LLAMA_CPP))"
            })
    void anEngineThatIsComparedIsFound(String line) {
        assertEquals(
                List.of("X.java: " + line),
                enginesAsked(Path.of("X.java"), List.of("Map.of(VllmEngine.ID, proof);", "// equals(\"vllm\")", line)));
    }

    private static boolean isComment(String line) {
        return line.startsWith("*") || line.startsWith("/*") || line.startsWith("//");
    }

    /** A name that is met in one module means the same in every other. */
    @Test
    void noTwoTypesHaveOneName() throws IOException {
        Map<String, List<String>> byName = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                for (Path file : sources(module)) {
                    byName.computeIfAbsent(file.getFileName().toString(), n -> new ArrayList<>())
                            .add(file.toString());
                }
            }
        }
        byName.remove("package-info.java");
        assertEquals(
                List.of(),
                byName.values().stream().filter(files -> files.size() > 1).toList());
    }

    /** A longer file hides a type that has no name yet. */
    @Test
    void noFileIsLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                for (Path file : sources(module)) {
                    int lines = Files.readAllLines(file).size();
                    if (lines > MOST_LINES) {
                        tooLong.add(file.getFileName() + ": " + lines + " lines");
                    }
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    private static List<Path> sources(Path module) throws IOException {
        Path tree = module.resolve("src/main/java");
        if (!Files.isDirectory(tree)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(tree)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static void bareNumbers(Path file, List<String> lines, List<String> bare) {
        boolean explained = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher constant = CONSTANT.matcher(line);
            if (line.isBlank()) {
                continue; // the formatter parts constants that a comment stands above
            }
            if (!constant.matches() || !line.contains("static ") || !line.contains("final ")) {
                explained = line.strip().endsWith("*/")
                        || line.strip().startsWith("//")
                        || (explained && line.strip().startsWith("@"));
                continue;
            }
            int first = i;
            StringBuilder value = new StringBuilder(constant.group(2));
            while (!lines.get(i).contains(";")) {
                i++;
                value.append(lines.get(i));
            }
            boolean beside = line.contains("//") || lines.get(i).contains("//");
            if (!explained && !beside && LITERAL.matcher(value).find()) {
                bare.add(file.getFileName() + ":" + (first + 1) + " " + constant.group(1));
            }
        }
    }
}
