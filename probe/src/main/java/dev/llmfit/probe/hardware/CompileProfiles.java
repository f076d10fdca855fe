package dev.llmfit.probe.hardware;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Build step: checks the YAML files of the bundled machines and writes each as JSON beside it. */
public final class CompileProfiles {
    private CompileProfiles() {}

    /**
     * Compiles the machines.
     *
     * @param args the folder with the YAML files, which also receives the JSON files
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
        String name = String.valueOf(file.getFileName());
        String id = name.substring(0, name.length() - ".yaml".length());
        Object document = YamlTree.parse(Files.readString(file));
        ProfileReader.read(ProfileNode.of(id, document));
        Path target = file.resolveSibling(id + ".json");
        try (JsonGenerator out =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), target.toFile(), JsonEncoding.UTF8)) {
            write(out, document);
        }
    }

    private static void write(JsonGenerator out, @Nullable Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                map.forEach((name, element) -> {
                    out.writeName(String.valueOf(name));
                    write(out, element);
                });
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                list.forEach(element -> write(out, element));
                out.writeEndArray();
            }
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            case null -> out.writeNull();
            default -> out.writeString(value.toString());
        }
    }
}
