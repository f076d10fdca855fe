package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.CommandWords;
import dev.llmfit.answers.update.UpdateAnswer;
import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.answers.update.UpdateDocument;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.json.Json;
import dev.llmfit.render.Page;
import dev.llmfit.render.update.UpdateText;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.KnowledgeVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateCommandTest {
    private static final UpdateAnswer ANSWER = new UpdateAnswer(
            KnowledgeVersion.parse("2026.12.01"),
            KnowledgeVersion.parse("2026.12.24"),
            Optional.of("0123456789abcdef"),
            List.of(
                    new Change("models", List.of("a", "b"), List.of(), List.of("c")),
                    new Change(
                            "hardware and prices",
                            List.of(),
                            List.of("d"),
                            List.of("1", "2", "3", "4", "5", "6", "7", "8"))),
            List.of("x.yaml: no layout for y"));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void saysWhatChanged() throws IOException {
        Page page = new Page(100, false, new CommandWords());
        UpdateText.print(ANSWER, page);
        assertEquals("""
                What is known is of 2026.12.24 now, before of 2026.12.01, signed with 0123456789abcdef
                  models: 2 new (a, b); 1 changed (c)
                  hardware and prices: 8 changed (1, 2, 3, 4, 5, 6 and 2 more); 1 gone (d)
                Left out, a newer program reads it: x.yaml: no layout for y
                """, page.text());
        SchemaCheck.conforms("update", Json.pretty(UpdateDocument.of(ANSWER)));
    }

    @Test
    void aBuildWithoutAnAddressSaysWhatToDo() {
        CommandRun run = CommandRun.with(Map.of("LLMFIT_UPDATE_URL", ""), "update");
        assertEquals(ExitCode.USAGE.code(), run.exit());
        assertEquals(
                "llmfit: This build was not told where newer knowledge is published. (name a file or an address with"
                        + " --from, or set LLMFIT_UPDATE_URL)\n",
                run.err());
    }

    @Test
    void whatIsNoBundleIsNotTaken() throws IOException {
        Path file = Files.writeString(folder.resolve("x.zip"), "x");
        CommandRun run = CommandRun.of("update", "--from", file.toString());
        assertEquals(ExitCode.USAGE.code(), run.exit());
        assertTrue(run.err().contains("x.zip is not taken: it is no zip."), run.err());
    }

    @Test
    void rollbackStandsAlone() {
        CommandRun run = CommandRun.of("update", "--rollback", "--unsigned");
        assertEquals(ExitCode.USAGE.code(), run.exit());
    }

    @Test
    void theVersionSaysHowFreshItIs() {
        assertTrue(CommandRun.of("--version").out().contains("hardware of " + KnowledgeFiles.version()));
    }
}
