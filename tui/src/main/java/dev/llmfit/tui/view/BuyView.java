package dev.llmfit.tui.view;

import dev.llmfit.answers.plan.PlanAnswer;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.purchase.UpgradePlanner;
import dev.llmfit.render.Role;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What runs the plan's model, by price, with its speed as a bar. */
final class BuyView {
    private static final int PRICE = 8;
    private static final int NAME = 30;
    private static final int SINCE = 9;
    private static final int SPEED = 11;

    private BuyView() {}

    static void draw(Sheet sheet, Shown shown) {
        Optional<String> model = shown.model();
        boolean heavy = shown.screen().focus() == Screen.BUY;
        sheet.spot(0, 0, sheet.columns(), "5");
        if (model.isEmpty()) {
            sheet.frame(heavy, "5 Buy", "", Role.HINT).put(0, 0, "asking …", Role.HINT);
            return;
        }
        PlanQuestion question = Questions.buy(shown.chosen(), model.get());
        Optional<PlanAnswer> answer = shown.known().answer(question);
        String wish = answer.map(a -> ", " + Figures.count(a.wish().ctxEach()) + " tokens, "
                        + TwoDigits.of(a.wish().minTps()) + " tok/s")
                .orElse("");
        Sheet inside = sheet.frame(
                heavy,
                "5 Buy  " + model.get() + wish + (heavy ? shown.late(question) : ""),
                "USD against tok/s",
                Role.HINT);
        if (answer.isPresent()) {
            table(inside, answer.get());
            return;
        }
        String text = shown.known()
                .refusal(question)
                .map(r -> r.message() + " " + Sentences.plain(r))
                .orElse(
                        heavy
                                ? "asking what machines would run it; this takes some seconds …"
                                : "5 asks what would run it.");
        Sentences.paragraph(inside, 0, 0, text, Role.TEXT);
    }

    /**
     * A line of the table.
     *
     * @param price its price
     * @param name what is bought
     * @param since month of the price
     * @param launch what it would run
     */
    private record Line(String price, String name, String since, Candidate launch) {}

    private static List<Line> lines(PlanAnswer plan) {
        List<Line> lines = new ArrayList<>();
        for (UpgradePlanner.Answer m : plan.machines()) {
            String price = m.purchase().priceUsd().isPresent()
                    ? Figures.count(Math.round(m.purchase().priceUsd().getAsDouble()))
                    : "?";
            lines.add(new Line(price, m.purchase().title(), m.purchase().month().orElse(""), m.best()));
        }
        plan.kept().ifPresent(c -> lines.add(new Line("▸", plan.granted() ? "here" : "here, less than asked", "", c)));
        return lines;
    }

    /** Returns a sentence for each machine. */
    static List<String> spoken(Shown shown) {
        return shown
                .model()
                .flatMap(m -> shown.known().answer(Questions.buy(shown.chosen(), m)))
                .map(BuyView::lines)
                .orElse(List.of())
                .stream()
                .map(l -> (l.price().equals("▸") ? "" : "USD " + l.price() + ": ") + l.name() + ", "
                        + TwoDigits.range(l.launch().each()).replace("–", "to") + " tokens a second.")
                .toList();
    }

    private static void table(Sheet inside, PlanAnswer plan) {
        List<Line> lines = lines(plan);
        double most =
                lines.stream().mapToDouble(l -> l.launch().each().high()).max().orElse(1);
        int left = PRICE + 1 + NAME + SINCE;
        int bar = inside.columns() - left - SPEED - 1;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            inside.right(i, 0, PRICE, line.price(), line.price().equals("▸") ? Role.CHOICE : Role.TEXT);
            inside.put(i, PRICE + 1, NAME - 1, line.name(), Role.TEXT);
            inside.put(i, PRICE + 1 + NAME, SINCE - 1, line.since(), Role.HINT);
            if (bar >= 8) {
                int from = (int) Math.floor(bar * line.launch().each().low() / most);
                int to = (int) Math.ceil(bar * line.launch().each().high() / most);
                inside.fill(i, left, from, "·", Role.FREE);
                inside.fill(i, left + from, Math.max(1, to - from), "━", Role.GOOD);
            }
            if (i < plan.machines().size()) {
                inside.spot(i, 0, inside.columns(), "buy:" + i);
            }
            inside.put(
                    i, inside.columns() - SPEED, TwoDigits.range(line.launch().each()), Role.TEXT);
        }
        if (plan.machines().isEmpty()) {
            inside.put(lines.size(), 0, "Nothing with a known price does it as asked.", Role.TEXT);
        }
        inside.put(
                inside.rows() - 1,
                0,
                "p prices and the whole machine   ↵ looks at it there   cards alone are priced",
                Role.HINT);
    }
}
