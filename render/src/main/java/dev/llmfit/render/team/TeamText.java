package dev.llmfit.render.team;

import dev.llmfit.answers.team.TeamAnswer;
import dev.llmfit.recommend.team.TeamLaunch;
import dev.llmfit.render.Page;
import dev.llmfit.render.recommend.EnginesText;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.vllm.speed.StepTime;
import java.util.Locale;

/** A launch for several users, for people. */
public final class TeamText {
    private TeamText() {}

    /** Writes the engine, the command, how fast it is and why. */
    public static void print(TeamAnswer answer, Page page) {
        TeamLaunch launch = answer.launch();
        EnginesText.print(answer.engines(), page);
        page.line("");
        page.line(launch.service().command());
        page.line("");
        page.paragraph("", launch.size().heading());
        page.paragraph("", launch.size().sum());
        launch.speed().ifPresent(s -> page.paragraph("", speed(launch, s)));
        page.line("");
        launch.reasons()
                .forEach(r ->
                        page.paragraph("", page.say(r.text()) + " (" + r.rule().id() + ")"));
        answer.notes().forEach(n -> page.paragraph("Note: ", n));
    }

    private static String speed(TeamLaunch launch, StepTime time) {
        int half = launch.half();
        return String.format(
                Locale.ROOT,
                "%s tok/s for %d at once, %s each, %s alone; first token of %,d after %.2f s (%s).",
                range(launch.total().orElseThrow()),
                launch.usersAtOnce(),
                range(launch.each().orElseThrow()),
                range(time.each(1, half)),
                half,
                time.firstToken(half, 1).seconds().mid(),
                StepTime.BASIS);
    }

    private static String range(SpeedRange r) {
        return String.format(Locale.ROOT, "%,.0f – %,.0f", r.low(), r.high());
    }
}
