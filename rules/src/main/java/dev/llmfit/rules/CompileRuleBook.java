package dev.llmfit.rules;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(target))) {
            out.writeInt(RuleBook.BUNDLED.size());
            for (String file : RuleBook.BUNDLED) {
                String yaml = Files.readString(folder.resolve(file));
                RuleAudit.check(RuleBook.read(file, yaml, problems), problems);
                problems.throwIfAny();
                out.writeUTF(file);
                NodeCodec.write(YamlTree.parse(yaml), out);
            }
        }
    }
}
