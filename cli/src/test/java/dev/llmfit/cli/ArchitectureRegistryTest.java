package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.sizing.families.Families;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the registry of architectures: each entry has its parts, and no other source knows an architecture by its name. */
class ArchitectureRegistryTest {
    private static final Path ROOT = Path.of("..");
    private static final String REGISTRY = "gguf-meta/src/main/java/dev/llmfit/gguf/arch/Architecture.java";
    private static final String GRAPHS = "sizing/src/main/java/dev/llmfit/sizing/families/Families.java";

    /** Sources where a text is spelled like an architecture and means something else, with what it means. */
    private static final Map<String, String> OTHER_MEANINGS = Map.of(
            "cli/src/main/java/dev/llmfit/cli/TrainCommand.java", "words of a search",
            "engine/src/main/java/dev/llmfit/engine/line/StartedProgram.java", "names of programs",
            "gguf-meta/src/main/java/dev/llmfit/gguf/convert/Conversions.java", "model types of transformers",
            "gguf-meta/src/main/java/dev/llmfit/gguf/layout/VisionTower.java", "kinds of projector",
            "gguf-meta/src/main/java/dev/llmfit/gguf/phantom/SyntheticVocabulary.java", "kinds of tokenizer",
            "sizing/src/main/java/dev/llmfit/sizing/projector/ProjectorShape.java", "kinds of projector",
            "sizing/src/main/java/dev/llmfit/sizing/vllm/VllmTower.java", "kinds of tower");

    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\\n]+)\"");
    private static final Pattern LABEL = Pattern.compile("\\bcase ([A-Z0-9_, \n]+?)\\s*(?:->|:)");
    private static final Pattern CONSTANT = Pattern.compile("\\bArchitecture\\.([A-Z][A-Z0-9_]*)\\b");

    @Test
    void everyNameStandsOnce() {
        assertEquals(Architecture.values().length, Architecture.names().size());
        for (Architecture architecture : Architecture.values()) {
            assertEquals(
                    architecture, Architecture.byName(architecture.ggufName()).orElseThrow());
        }
        assertTrue(Architecture.byName("no-such-architecture").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void whatCanBeLaidOutHasAGraph(Architecture architecture) {
        boolean laidOut = architecture.layout().isPresent();
        String name = architecture.ggufName();
        assertTrue(!laidOut || Families.of(architecture).isPresent(), name + " needs a graph in Families");
        assertTrue(
                laidOut || architecture.conversion().isEmpty(),
                name + " needs a layout, or no config.json is read for");
    }

    @Test
    void whatIsCataloguedIsLaidOut() {
        Set<String> laidOut = Stream.of(Architecture.values())
                .filter(a -> a.layout().isPresent())
                .map(Architecture::ggufName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(laidOut.containsAll(catalogued()), "every model of the catalogue needs a layout");
        laidOut.removeAll(catalogued());
        assertEquals(
                Set.of("orion", "qwen"),
                laidOut,
                "add a model of a new layout to the catalogue; take one off this list that has some");
    }

    @Test
    void everyTraitBelongsToAnArchitecture() {
        for (ArchitectureTrait trait : ArchitectureTrait.values()) {
            assertTrue(Stream.of(Architecture.values()).anyMatch(a -> a.has(trait)), trait + " belongs to none");
        }
    }

    @Test
    void noArchitectureIsNamedOutsideOfTheRegistry() throws IOException {
        List<String> named = new ArrayList<>();
        Set<String> others = new TreeSet<>();
        for (Path source : sources()) {
            String place = place(source);
            List<String> names = TEXT.matcher(Files.readString(source))
                    .results()
                    .map(text -> text.group(1))
                    .filter(Architecture.names()::contains)
                    .toList();
            if (place.equals(REGISTRY) || names.isEmpty()) {
                continue;
            }
            if (OTHER_MEANINGS.containsKey(place)) {
                others.add(place);
            } else {
                named.add(place + " names " + names);
            }
        }
        assertEquals(List.of(), named, "Make it a trait in the entries of Architecture");
        assertEquals(new TreeSet<>(OTHER_MEANINGS.keySet()), others, "take off the list what names none any more");
    }

    @Test
    void onlyGraphsAreChosenByTheEntryItself() throws IOException {
        Set<String> constants =
                Stream.of(Architecture.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        List<String> branches = new ArrayList<>();
        for (Path source : sources()) {
            String place = place(source);
            String text = Files.readString(source);
            if (place.equals(REGISTRY)
                    || place.equals(GRAPHS)
                    || !text.contains("dev.llmfit.gguf.arch.Architecture;")) {
                continue;
            }
            Stream.concat(
                            LABEL.matcher(text)
                                    .results()
                                    .flatMap(label -> Stream.of(label.group(1).split("[,\\s]+", -1))),
                            CONSTANT.matcher(text).results().map(constant -> constant.group(1)))
                    .filter(constants::contains)
                    .forEach(constant -> branches.add(place + " asks for " + constant));
        }
        assertEquals(List.of(), branches, "Make it a trait in the entries of Architecture");
    }

    private static Set<String> catalogued() {
        return Catalogue.bundled().summaries().stream()
                .map(ModelSummary::architecture)
                .collect(Collectors.toSet());
    }

    private static String place(Path source) {
        return ROOT.relativize(source).toString().replace('\\', '/');
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path main : modules.map(module -> module.resolve("src/main/java/dev/llmfit"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> files = Files.walk(main)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .sorted()
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }
}
