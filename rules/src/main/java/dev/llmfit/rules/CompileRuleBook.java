package dev.llmfit.rules;

import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.Yaml;
import dev.llmfit.json.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Build step: checks the YAML files of the bundled book and writes them parsed, as {@code book.bin} beside them. */
public final class CompileRuleBook {
    private CompileRuleBook() {}

    /**
     * Compiles the book.
     *
     * @param args the folder with the YAML files, which also receives {@code book.bin}
     * @throws InvalidRulesException if a rule is wrong, impossible or contradicts another; this fails the build
     */
    public static void main(String[] args) throws IOException {
        compile(Path.of(args[0]), Path.of(args[0], RuleBook.COMPILED));
    }

    static void compile(Path folder, Path target) throws IOException {
        Problems problems = new Problems();
        SequencedMap<String, YamlNode.Mapping> files = new LinkedHashMap<>();
        for (String file : RuleBook.BUNDLED) {
            String yaml = Files.readString(folder.resolve(file));
            RuleAudit.check(RuleBook.read(file, yaml, problems), problems);
            problems.throwIfAny();
            files.put(file, (YamlNode.Mapping) Yaml.parse(yaml));
        }
        Files.write(target, NodeCodec.toBytes(files));
    }
}
