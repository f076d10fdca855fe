package dev.llmfit.cli.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.recommend.emit.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmitTargetsTest {
    @ParameterizedTest
    @EnumSource
    void thePageNamesEveryTarget(Target target) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "emit.md"));
        assertTrue(page.contains("`" + target.id() + "`"), "docs/emit.md says nothing of " + target.id());
    }

    @Test
    void theHelpNamesEveryTarget() {
        CommandRun run = CommandRun.of(CommandRun.settings(), 100, "recommend", "--help");
        assertEquals(0, run.exit(), run.err());
        String help = run.out().replaceAll("\\s+", " ");
        assertTrue(help.contains("one of: " + String.join(", ", Target.ids()) + ", json."), run.out());
    }
}
