package dev.llmfit.probe.hardware;

import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.YamlNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Build step: checks the YAML files of the bundled machines and writes each parsed beside it. */
public final class CompileProfiles {
    /** How the name of a compiled machine ends. */
    static final String SUFFIX = ".bin";

    private CompileProfiles() {}

    /**
     * Compiles the machines.
     *
     * @param args the folder with the YAML files, which also receives the compiled ones
     * @throws ProfileException if a file is no machine profile; this fails the build
     */
    public static void main(String[] args) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(args[0]), "*.yaml")) {
            for (Path file : files) {
                compile(file);
            }
        }
    }

    private static void compile(Path file) throws IOException {
        MachineDocument.read(file);
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.length() - ".yaml".length());
        SequencedMap<String, YamlNode.Mapping> document = new LinkedHashMap<>();
        document.put(
                id,
                MachineProfiles.documentOf(file.toString(), Files.readString(file))
                        .mapping());
        Files.write(file.resolveSibling(id + SUFFIX), NodeCodec.toBytes(document));
    }
}
