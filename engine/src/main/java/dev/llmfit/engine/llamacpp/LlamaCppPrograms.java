package dev.llmfit.engine.llamacpp;

import dev.llmfit.units.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where llama.cpp's programs are.
 *
 * @param server {@code llama-server}
 * @param bench {@code llama-bench}
 * @param fitParams {@code llama-fit-params}
 */
public record LlamaCppPrograms(Optional<Path> server, Optional<Path> bench, Optional<Path> fitParams) {
    private static final Pattern BUILD = Pattern.compile("llama\\.cpp-b[0-9]{1,7}");
    /** What programs are called on Windows, and elsewhere. */
    private static final List<String> SUFFIXES = List.of("", ".exe");

    /** Returns the programs of one folder; {@code folder} may also be the path of one program. */
    public static Optional<LlamaCppPrograms> in(Path folder) {
        Path place = Files.isRegularFile(folder) ? folder.toAbsolutePath().getParent() : folder;
        for (Path candidate :
                place == null ? List.<Path>of() : List.of(place, place.resolve("bin"), place.resolve("build/bin"))) {
            LlamaCppPrograms found = new LlamaCppPrograms(
                    program(candidate, "llama-server"),
                    program(candidate, "llama-bench"),
                    program(candidate, "llama-fit-params"));
            if (found.server().isPresent() || found.bench().isPresent()) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the first installation: {@code LLMFIT_LLAMA_CPP}, PATH, then the places where package managers and users put it.
     */
    public static Optional<LlamaCppPrograms> find(Environment environment) {
        Optional<String> chosen = environment.variable("LLMFIT_LLAMA_CPP");
        if (chosen.isPresent()) {
            return in(Path.of(chosen.get()));
        }
        return places(environment).stream()
                .map(LlamaCppPrograms::in)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static List<Path> places(Environment environment) {
        List<Path> places = new ArrayList<>();
        for (String entry : environment.variable("PATH").orElse("").split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                places.add(Path.of(entry));
            }
        }
        Path home = Path.of(environment
                .variable("HOME")
                .or(() -> environment.variable("USERPROFILE"))
                .orElse("."));
        places.add(Path.of("/opt/homebrew/bin"));
        places.add(Path.of("/usr/local/bin"));
        places.add(Path.of("/home/linuxbrew/.linuxbrew/bin"));
        places.add(home.resolve(".local/bin"));
        places.add(home.resolve("llama.cpp"));
        environment
                .variable("LOCALAPPDATA")
                .ifPresent(local -> places.add(Path.of(local, "Microsoft", "WinGet", "Links")));
        places.add(home.resolve(".docker/bin/inference"));
        Path cache = environment.variable("XDG_CACHE_HOME").map(Path::of).orElse(home.resolve(".cache"));
        places.addAll(adopted(cache.resolve("llmfit")));
        return places;
    }

    /** Returns the builds that {@code .ci/llama-cpp} made, the newest first. */
    private static List<Path> adopted(Path folder) {
        try (Stream<Path> builds = Files.list(folder)) {
            return builds.filter(
                            b -> BUILD.matcher(String.valueOf(b.getFileName())).matches())
                    .sorted(Comparator.comparingInt(LlamaCppPrograms::number).reversed())
                    .toList();
        } catch (IOException e) {
            // There is no such folder.
            return List.of();
        }
    }

    private static int number(Path build) {
        return Integer.parseInt(String.valueOf(build.getFileName()).substring("llama.cpp-b".length()));
    }

    private static Optional<Path> program(Path folder, String name) {
        return SUFFIXES.stream()
                .map(suffix -> folder.resolve(name + suffix).toAbsolutePath())
                .filter(Files::isExecutable)
                .findFirst();
    }
}
