package dev.llmfit.tui.view;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.render.Role;
import dev.llmfit.render.recommend.CandidateCells;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.TurnTime;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Fix;
import dev.llmfit.tui.state.Keymap;
import dev.llmfit.tui.state.Launches;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Reasons;
import dev.llmfit.tui.state.Reasons.Reason;
import dev.llmfit.tui.state.Row.Mark;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.tui.state.Screen.Field;
import dev.llmfit.tui.state.Steps;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The plan of a model: what can be changed, what it takes, how fast it is, why, and what to paste. */
final class PlanView {
    /** A field has a line of its own, with a note, where the pane has this many rows. */
    private static final int ROOMY = 14;

    /** Reasons and commands stand in the pane where it has this many rows. */
    private static final int WITH_ALL = 24;

    /** A track of fewer columns has no room for its mark beside its knob. */
    private static final int LEAST_TRACK = 8;

    private final Shown shown;
    private final Candidate best;
    private final LaunchOptions options;
    private final SizeQuestion question;
    private final Optional<SizeAnswer> size;

    private PlanView(Shown shown, Candidate best) {
        this.shown = shown;
        this.best = best;
        this.options = Questions.options(best, shown.chosen().launch());
        this.question = Questions.size(shown.chosen(), best);
        this.size = shown.known()
                .answer(question)
                .or(() -> shown.known().refusal(question).isPresent()
                        ? Optional.empty()
                        : shown.known().newest(SizeQuestion.class, this::isLike));
    }

    private boolean isLike(SizeQuestion other) {
        return other.model().equals(question.model())
                && other.place().equals(question.place())
                && other.turn().answer().equals(question.turn().answer());
    }

    static void draw(Sheet sheet, Shown shown) {
        Optional<Candidate> launch = shown.launch();
        boolean heavy = shown.screen().focus() == Screen.PLAN;
        sheet.spot(0, 0, sheet.columns(), "2");
        if (launch.isEmpty()) {
            String late = shown.model().isEmpty() || shown.best().isEmpty() ? " …" : "";
            Sheet inside = sheet.frame(
                    heavy, "2 Plan" + shown.model().map(m -> "  " + m).orElse("") + late, "", Role.HINT);
            Sentences.paragraph(inside, 0, 0, without(shown), Role.TEXT);
            return;
        }
        new PlanView(shown, launch.get()).frame(sheet, heavy);
    }

    private static String without(Shown shown) {
        Optional<Refusal> refusal = shown.model()
                .flatMap(m -> shown.known()
                        .refusal(Questions.best(
                                shown.chosen(), m, shown.chosen().launch().file())))
                .or(() -> shown.known().refusal(Questions.list(shown.chosen())));
        Optional<String> nothing = shown.best().map(RecommendAnswer::found).flatMap(Recommendation::why);
        return refusal.map(r -> r.message() + " " + Sentences.plain(r))
                .or(() -> nothing)
                .orElse("asking …");
    }

    private Mark mark() {
        boolean own = !shown.chosen().launch().equals(Changes.NONE);
        if (size.filter(a -> !a.fits()).isPresent()) {
            return Mark.NO;
        }
        if (!own) {
            return Mark.of(best.verdict());
        }
        boolean gpu = best.plan().gpus() > 0 && options.nGpuLayers() != 0;
        boolean whole = options.nGpuLayers() < 0 || (options.nGpuLayers() >= best.layers() && options.nCpuMoe() == 0);
        return gpu ? whole ? Mark.WHOLE : Mark.PART : Mark.RAM;
    }

    private void frame(Sheet sheet, boolean heavy) {
        Mark mark = mark();
        Sheet inside = sheet.frame(
                heavy,
                "2 Plan  " + best.model() + shown.late(question),
                mark.glyph() + " " + mark.words(),
                ModelsView.role(mark));
        boolean roomy = inside.rows() >= ROOMY && inside.columns() >= 40;
        int row = roomy ? fields(inside) : line(inside);
        Optional<Refusal> refused = shown.known().refusal(question);
        if (refused.isPresent()) {
            Sentences.paragraph(
                    inside,
                    row,
                    0,
                    refused.get().message() + " " + Sentences.plain(refused.get()) + " 0 goes back.",
                    Role.BAD);
            return;
        }
        List<DeviceUse> uses = size.map(a -> a.memory().all()).orElseGet(this::recommended);
        for (DeviceUse use : uses) {
            MemoryBar.draw(inside, row, use);
            row++;
        }
        MemoryBar.legend(inside, row, roomy ? 0 : 6, uses);
        row += roomy ? 2 : 1;
        if (size.filter(a -> !a.fits()).isPresent()) {
            misfit(inside, row, size.get());
            return;
        }
        row = speeds(inside, row, roomy);
        boolean all = inside.rows() >= WITH_ALL;
        if (!roomy || all) {
            row = why(inside, row + (roomy ? 1 : 0), all ? inside.rows() - row - 6 : 2);
            commands(inside, row + (roomy ? 1 : 0), all);
        }
    }

    private Optional<FitsAnswer> fits() {
        return shown.known().answer(Questions.fits(shown.chosen(), best));
    }

    private List<DeviceUse> recommended() {
        return java.util.stream.Stream.concat(best.memory().stream(), java.util.stream.Stream.of(best.host()))
                .toList();
    }

    private String value(Field field) {
        return switch (field) {
            case FILE -> shown.chosen().launch().file().orElse(best.fileType());
            case CONTEXT -> Figures.count(options.nCtx() / options.nParallel());
            case KV ->
                options.typeK() == options.typeV()
                        ? options.typeK().ggmlName()
                        : options.typeK().ggmlName() + "/" + options.typeV().ggmlName();
            case NGL -> (options.nGpuLayers() < 0 ? best.layers() : options.nGpuLayers()) + "/" + best.layers();
            case NCMOE -> Integer.toString(Math.min(options.nCpuMoe(), best.layers()));
            case SLOTS -> Integer.toString(options.nParallel());
        };
    }

    private String note(Field field) {
        return switch (field) {
            case FILE -> Figures.gib(best.fileBytes()) + " GiB, perplexity loses " + CandidateCells.loss(best);
            case CONTEXT ->
                fits().flatMap(FitsAnswer::ctx)
                        .map(r -> Figures.count(r.most()) + " fit")
                        .orElse("");
            case KV ->
                size.map(a -> Figures.gib(a.memory().all().stream()
                                        .mapToLong(u -> u.context().count())
                                        .sum())
                                + " GiB")
                        .orElse("");
            case NGL ->
                options.nGpuLayers() < 0 || options.nGpuLayers() >= best.layers()
                        ? "all on the GPU"
                        : best.layers() - options.nGpuLayers() + " layers in RAM";
            case NCMOE -> "experts of layers in RAM";
            case SLOTS ->
                options.nParallel() == 1 ? "one at a time" : Figures.count(options.nCtx()) + " tokens together";
        };
    }

    /** Draws a field and returns the column behind it. */
    private int field(Sheet inside, int row, int column, Field field, String gap) {
        int at = inside.put(row, column, "◂", Role.HINT);
        inside.spot(row, at - 1, 1, "less:" + field);
        at = inside.put(row, at, gap, Role.TEXT);
        int end = inside.put(row, at, value(field), Role.CHOICE);
        inside.spot(row, at, end - at, "field:" + field);
        if (shown.focused(Screen.PLAN) && shown.screen().field() == field) {
            inside.focus(row, at, end - at);
        }
        at = inside.put(row, end, gap, Role.TEXT);
        int behind = inside.put(row, at, "▸", Role.HINT);
        inside.spot(row, at, 1, "more:" + field);
        return behind;
    }

    private int fields(Sheet inside) {
        int row = 0;
        inside.put(row, 0, subject(), Role.TEXT);
        row += inside.rows() >= WITH_ALL ? 2 : 1;
        for (Field field : Keymap.fields(best)) {
            inside.put(row, 0, field.label(), Role.TEXT);
            int behind = field(inside, row, 10, field, " ");
            int at = Math.max(behind + 1, 24);
            int wide = field == Field.FILE || field == Field.KV ? 0 : (inside.columns() - at) / 3;
            if (wide >= LEAST_TRACK) {
                Track.draw(inside, row, at, wide, field, steps(field), fits());
                at += wide + 1;
            }
            inside.put(row, at, note(field), Role.HINT);
            row++;
        }
        return row + 1;
    }

    private Steps steps(Field field) {
        return Steps.of(field, shown.chosen(), shown.known(), shown.best().orElseThrow());
    }

    private String subject() {
        return shown.best()
                .flatMap(a -> a.found().subject())
                .map(s -> s.name() + " · " + s.architecture() + ", " + s.layers() + " layers · "
                        + Figures.parameters(s.parameters(), s.activeParameters())
                        + (s.ctxTrain() > 0 ? " · trained for " + Figures.count(s.ctxTrain()) + " tokens" : ""))
                .orElse(best.model());
    }

    private int line(Sheet inside) {
        int column = 0;
        for (Field field : Keymap.fields(best)) {
            String label = field == Field.KV ? "KV" : field.label();
            column = inside.put(0, column, label, Role.TEXT);
            column = field(inside, 0, column, field, "");
            Optional<FitsAnswer.Range> most =
                    field == Field.CONTEXT ? fits().flatMap(FitsAnswer::ctx) : Optional.empty();
            if (most.isPresent()) {
                column = inside.put(0, column, " of " + Figures.count(most.get().most()), Role.HINT);
            }
            column += 2;
        }
        return 1;
    }

    private int speeds(Sheet inside, int row, boolean roomy) {
        if (size.isEmpty()) {
            inside.put(row, 0, "asking …", Role.HINT);
            return row + 1;
        }
        SizeAnswer answer = size.get();
        int ctx = options.nCtx() / options.nParallel();
        String empty = answer.speeds()
                .one()
                .map(s -> Figures.speed(s.tg()) + " tok/s empty")
                .orElse("speed not known");
        String full = shown.known()
                .answer(Questions.full(shown.chosen(), best))
                .flatMap(a -> a.rows().getFirst().full())
                .map(r -> Figures.speed(r) + " with " + Figures.context(ctx) + " in use")
                .orElse("…");
        Optional<TurnTime> turn = answer.speeds().turns().stream().findFirst();
        String read = turn.map(t -> TwoDigits.of(t.firstToken().mid()) + " s to read "
                        + Figures.context(t.turn().prompt() + 1))
                .orElse("");
        String basis = answer.speeds()
                .one()
                .map(s -> s.basis().name().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!roomy) {
            inside.put(row, 0, String.join(" · ", List.of(empty, full, read, basis)), Role.TEXT);
            return row + 1;
        }
        inside.put(row, 0, empty + "   " + full, Role.TEXT);
        String users = best.serving().isPresent()
                ? "   " + TwoDigits.range(best.each()) + " tok/s each of " + options.nParallel()
                : "";
        inside.put(row + 1, 0, read + users + "   basis: " + basis, Role.TEXT);
        return row + 2;
    }

    /** Says what is too much and what helps; each is a key. */
    private void misfit(Sheet inside, int row, SizeAnswer answer) {
        long missing = answer.memory().all().stream()
                .mapToLong(u -> Math.max(0, -u.left()))
                .sum();
        String what = missing > 0
                ? Figures.gib(missing) + " GiB too much. Fits with"
                : "Too much once half of the context is used. Fits with";
        inside.put(row, 0, what, Role.BAD);
        int at = row + 1;
        List<Fix> fixes = Fix.of(shown.chosen(), shown.known(), best);
        for (int i = 0; i < fixes.size(); i++) {
            at = fix(inside, at, "F" + (i + 1), fixes.get(i).words());
        }
        at = fix(
                inside,
                at,
                "0",
                "as recommended: " + String.join(" ", best.plan().launchArguments()));
        fix(inside, at, "5", "what to buy; ⌫ undoes the last change");
    }

    private static int fix(Sheet inside, int row, String key, String words) {
        inside.put(row, 2, key, Role.CHOICE);
        inside.put(row, 6, words, Role.TEXT);
        inside.spot(row, 0, inside.columns(), key.toLowerCase(Locale.ROOT));
        return row + 1;
    }

    /** Writes the score and reasons into so many rows and returns the row behind them. */
    private int why(Sheet inside, int row, int rows) {
        List<Reason> reasons = Reasons.of(best, shown.chosen().machine());
        int at = row;
        int end = row + Math.max(1, rows);
        boolean own = !shown.chosen().launch().equals(Changes.NONE);
        String label = own ? "was" : "why";
        int indent = 6;
        inside.put(at, 0, label, Role.HINT);
        for (Reason reason : reasons) {
            if (at >= end - 1) {
                break;
            }
            reason(inside, at, indent, reason);
            at++;
        }
        inside.put(at, indent, ScoreLine.of(best), Role.TEXT);
        return at + 1;
    }

    static void reason(Sheet inside, int row, int indent, Reason reason) {
        int wide = inside.cells().width(reason.rule());
        inside.put(row, indent, Math.max(0, inside.columns() - indent - wide - 2), reason.text(), Role.TEXT);
        inside.right(row, inside.columns() - wide, wide, reason.rule(), Role.HINT);
    }

    private void commands(Sheet inside, int row, boolean all) {
        Changes changes = shown.chosen().launch();
        int at = row;
        int indent = all ? 8 : 6;
        command(inside, at++, indent, "run", Launches.run(best, changes), "c");
        Optional<String> ollama = all ? Launches.text(best, changes, Target.OLLAMA) : Optional.empty();
        if (ollama.isPresent()) {
            command(inside, at++, indent, "ollama", ollama.get(), "o");
        }
        command(inside, at++, indent, "prove", Launches.prove(best, changes), "C");
        if (all) {
            inside.put(
                    at + 1,
                    0,
                    "v verify   b bench   c copy run   C copy prove   e everything   o other programs",
                    Role.HINT);
        }
    }

    static void command(Sheet inside, int row, int indent, String label, String text, String key) {
        String line = text.lines().findFirst().orElse("");
        inside.put(row, 0, label, Role.HINT);
        inside.put(row, indent, line, Role.TEXT);
        inside.spot(row, 0, inside.columns(), key);
    }
}
