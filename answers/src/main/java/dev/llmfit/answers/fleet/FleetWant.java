package dev.llmfit.answers.fleet;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.recommend.fleet.FleetDemand;
import dev.llmfit.units.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that a fleet is to serve.
 *
 * @param model a reference, with the file type behind a colon or without
 * @param users at the same time
 * @param ctx context of each, tokens
 * @param tps what each answer is written with at least, tok/s; empty lets the rules choose
 * @param priority 1 is served before 2, and so on
 * @param growth more users each month, percent; empty takes that of the question
 */
public record FleetWant(String model, int users, int ctx, Optional<Double> tps, int priority, Optional<Double> growth) {
    /** Wants of one question; judgement: more models than a company serves. */
    public static final int MOST = 32;

    /** More than the users of any fleet; judgement. */
    public static final int MOST_USERS = 1_000_000;

    /** Tokens of each user where nothing is said, as everywhere else in the program. */
    public static final int USUAL_CTX = 8192;

    /** More users each month, percent: tenfold; judgement. */
    static final double MOST_GROWTH = 900;

    private static final Pattern SHORT =
            Pattern.compile("(?<model>.+?)=(?<users>\\d{1,9})(@(?<ctx>\\d\\w*))?(>=(?<tps>\\d+(\\.\\d+)?))?");

    private static final FieldCheck CHECK = new FieldCheck("fleet");

    /**
     * Checks it.
     *
     * @throws RefusedException if a number cannot be meant
     */
    public FleetWant {
        if (model.isBlank()) {
            throw CHECK.refused("want", "{0} needs a model.");
        }
        if (users < 1 || users > MOST_USERS) {
            throw wrong(
                    model, String.format(Locale.ROOT, "1 to %,d users can be asked for, not %,d", MOST_USERS, users));
        }
        if (ctx < 1) {
            throw wrong(model, "a context has 1 token or more, not " + ctx);
        }
        if (tps.filter(t -> !(t > 0 && t < Double.POSITIVE_INFINITY)).isPresent()) {
            throw wrong(model, "a speed is above 0 tok/s, not " + tps.get());
        }
        if (priority < 1 || priority > FleetDemand.LAST_PRIORITY) {
            throw wrong(model, "a priority is 1 to " + FleetDemand.LAST_PRIORITY + ", not " + priority);
        }
        growth.ifPresent(g -> checkGrowth(model, g));
    }

    static void checkGrowth(String of, double percent) {
        if (!(percent >= 0 && percent <= MOST_GROWTH)) {
            throw wrong(of, "a growth is 0 to 900 percent a month, not " + percent);
        }
    }

    private static RefusedException wrong(String model, String what) {
        return CHECK.refused("want", "{0} " + model + ": " + what + ".");
    }

    /**
     * Reads {@code MODEL[:TYPE]=USERS[@CTX][>=TPS]}.
     *
     * @throws RefusedException if the text is not of this form
     */
    public static FleetWant parse(String text) {
        Matcher m = SHORT.matcher(text.strip());
        if (!m.matches()) {
            throw CHECK.refused(
                    "want",
                    "{0} " + text + " is not of the form MODEL[:TYPE]=USERS[@CTX][>=TPS]: qwen3:8b=20@16k>=15.");
        }
        return new FleetWant(
                m.group("model").strip(),
                Integer.parseInt(m.group("users")),
                Optional.ofNullable(m.group("ctx")).map(c -> tokens(text, c)).orElse(USUAL_CTX),
                Optional.ofNullable(m.group("tps")).map(Double::valueOf),
                1,
                Optional.empty());
    }

    private static int tokens(String want, String text) {
        try {
            return Tokens.parse(text);
        } catch (IllegalArgumentException e) {
            throw CHECK.refused("want", "{0} " + want + ": " + text + " is no number of tokens; 16384 and 16k are.");
        }
    }

    /**
     * Reads a YAML file with a list under {@code wants}.
     *
     * @param source name of the file for messages
     * @throws RefusedException if it is no such file
     */
    public static List<FleetWant> file(String source, String yaml) {
        Complaints complaints = Complaints.thrown(source, sentence -> CHECK.refused("wants", "{0} " + sentence + "."));
        AuditedFields file = AuditedFields.ofYaml(yaml, complaints)
                .orElseThrow(() -> CHECK.refused("wants", "{0} " + source + ": is empty."));
        file.requiredNode("wants", "a list of models with users");
        List<FleetWant> wants =
                file.sections("wants").stream().map(FleetWant::of).toList();
        file.refuseUnknown();
        return wants;
    }

    private static FleetWant of(AuditedFields fields) {
        OptionalInt ctx = fields.optionalTokens("ctx");
        OptionalDouble tps = fields.optionalNumber("tps");
        OptionalDouble growth = fields.optionalNumber("growth");
        return new FleetWant(
                fields.text("model"),
                fields.count("users", MOST_USERS),
                ctx.orElse(USUAL_CTX),
                tps.stream().boxed().findFirst(),
                fields.optionalCount("priority", FleetDemand.LAST_PRIORITY).orElse(1),
                growth.stream().boxed().findFirst());
    }
}
