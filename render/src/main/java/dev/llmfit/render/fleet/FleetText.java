package dev.llmfit.render.fleet;

import dev.llmfit.answers.fleet.FleetAnswer;
import dev.llmfit.answers.fleet.FleetGrowth;
import dev.llmfit.recommend.fleet.CardBank;
import dev.llmfit.recommend.fleet.PlacedModel;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A placement on a fleet, for people. */
public final class FleetText {
    /** Machines that are named in a line, kinds and rows of a table; more are counted. */
    private static final int NAMED = 4;

    private static final int ROWS = 24;

    private FleetText() {}

    /** Writes what is served, by which machines, what is left, and what more would do. */
    public static void print(FleetAnswer answer, Page page) {
        page.paragraph("", heading(answer));
        page.line("");
        wants(answer, page);
        answer.wants().forEach(w -> w.why().ifPresent(why -> page.paragraph("", why)));
        page.line("");
        placement(answer, page);
        page.line("");
        kinds(answer, page);
        if (!answer.changes().isEmpty()) {
            page.line("");
            answer.changes().forEach(c -> page.paragraph("More    ", c.text()));
        }
        answer.growth().ifPresent(g -> growth(answer, g, page));
        page.line("");
        answer.notes().forEach(n -> page.paragraph("Note    ", n));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String heading(FleetAnswer answer) {
        long served =
                answer.wants().stream().filter(w -> w.served() == w.users()).count();
        String models = answer.servesAll()
                ? answer.wants().size() == 1 ? "All users are served" : "All users of all models are served"
                : served + " of " + answer.wants().size() + " models serve all their users";
        String bound = answer.bound().machines() == answer.used()
                ? "no fewer can"
                : "no placement takes fewer than " + number(answer.bound().machines());
        String proof =
                answer.servesAll() || answer.bound().found() >= answer.bound().served() * (1 - 1e-9)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " No placement serves more than %.1f %% of what is wanted; this one serves %.1f %%.",
                                share(answer, answer.bound().served()),
                                share(answer, answer.bound().found()));
        return String.format(
                Locale.ROOT,
                "%s, by %,d of %,d machines of %s (%s).%s",
                models,
                answer.used(),
                answer.machines(),
                answer.kinds().size() == 1 ? "one kind" : number(answer.kinds().size()) + " kinds",
                bound,
                proof);
    }

    /** All priorities weigh alike only where there is one; the sum of the first is then the number of models. */
    private static double share(FleetAnswer answer, double value) {
        double all = answer.wants().stream()
                .mapToDouble(w -> Math.pow(1e-3, w.priority() - 1.0))
                .sum();
        return 100 * Math.min(1, value / all);
    }

    private static void wants(FleetAnswer answer, Page page) {
        Table table = new Table()
                .left("model")
                .left("file type")
                .right("context")
                .right("tok/s each")
                .right("users")
                .right("served")
                .right("room");
        for (FleetAnswer.Want w : answer.wants()) {
            table.row(
                    w.model(),
                    w.fileType(),
                    number(w.ctx()),
                    w.tps() == 0 ? "–" : String.format(Locale.ROOT, "%.0f", w.tps()),
                    number(w.users()),
                    number(w.served()),
                    number(w.room()));
        }
        page.table(table);
    }

    private static void placement(FleetAnswer answer, Page page) {
        Table table = new Table().right("").left("machines").left("each serves").left("which");
        for (FleetAnswer.Group g : answer.groups().stream().limit(ROWS).toList()) {
            boolean first = true;
            for (FleetAnswer.Server s : g.servers()) {
                table.row(
                        first ? number(g.names().size()) : "",
                        first ? answer.kinds().get(g.kind()).title() : "",
                        answer.wants().get(s.want()).model() + " " + s.users()
                                + (s.users() == 1 ? " user" : " users") + " of "
                                + s.place().capacity()
                                + where(answer, g, s.place()),
                        first ? names(g.names()) : "");
                first = false;
            }
        }
        page.table(table);
        if (answer.groups().size() > ROWS) {
            page.line("… and " + number(answer.groups().size() - ROWS) + " more groups of machines.");
        }
    }

    private static String where(FleetAnswer answer, FleetAnswer.Group group, PlacedModel place) {
        int cards = answer.kinds().get(group.kind()).cards();
        if (place.bank() == PlacedModel.WHOLE) {
            return cards == 0 ? "" : ", all of it with RAM";
        }
        if (!place.alone()) {
            return String.format(
                    Locale.ROOT,
                    ", %d/%d of %s beside %d",
                    place.eighths(),
                    CardBank.EIGHTHS,
                    cards <= 1 ? "it" : "a card",
                    place.sharers() - 1);
        }
        return cards <= 1 ? "" : place.cards() == 1 ? ", 1 card" : ", " + place.cards() + " cards";
    }

    private static String names(List<String> names) {
        String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() <= NAMED ? first : first + " … " + names.getLast();
    }

    private static void kinds(FleetAnswer answer, Page page) {
        Table table = new Table().right("free").right("of").left("kind");
        for (int w = 1; w <= answer.wants().size(); w++) {
            table.right("users " + w);
        }
        for (FleetAnswer.Kind k : answer.kinds().stream().limit(ROWS).toList()) {
            List<String> cells = new ArrayList<>(
                    List.of(number(k.unused().size()), number(k.names().size()), k.title()));
            k.users().forEach(u -> cells.add(u == 0 ? "–" : number(u)));
            table.row(cells.toArray(String[]::new));
        }
        page.table(table);
        if (answer.kinds().size() > ROWS) {
            page.line("… and " + number(answer.kinds().size() - ROWS) + " more kinds.");
        }
        long cards = answer.groups().stream()
                .filter(g -> answer.kinds().get(g.kind()).cards() > 0)
                .mapToLong(g -> (long) g.freeCards() * g.names().size())
                .sum();
        String legend = IntStream.range(0, answer.wants().size())
                .mapToObj(w -> (w + 1) + " " + answer.wants().get(w).model())
                .collect(Collectors.joining(", "));
        page.paragraph(
                "",
                "Users of each model that one machine serves if it serves nothing else: " + legend + ". "
                        + (cards == 0
                                ? "No card is free in the machines that serve something."
                                : number(cards) + (cards == 1 ? " card is" : " cards are")
                                        + " free in machines that serve something."));
    }

    private static void growth(FleetAnswer answer, FleetGrowth growth, Page page) {
        page.line("");
        Table table = new Table().right("month");
        answer.wants().forEach(w -> table.share(w.model()));
        table.right("machines").right("kW").right("USD power");
        for (FleetGrowth.Month m : growth.months()) {
            List<String> cells = new ArrayList<>(List.of(number(m.month())));
            for (int w = 0; w < answer.wants().size(); w++) {
                cells.add(m.served().get(w) + "/" + m.users().get(w));
            }
            cells.add(number(m.machines()));
            cells.add(String.format(Locale.ROOT, "%.1f", m.watts() / 1000));
            cells.add(String.format(Locale.ROOT, "%,.0f", m.powerUsd()));
            table.row(cells.toArray(String[]::new));
        }
        page.table(table);
        for (int w = 0; w < answer.wants().size(); w++) {
            page.paragraph("", until(answer, growth, w));
        }
        growth.ways().forEach(way -> page.paragraph("Buy     ", way(answer, growth, way)));
        page.paragraph(
                "Power   ",
                String.format(
                        Locale.ROOT,
                        "What the devices of the machines in use draw at most, all month, at %.2f USD a kWh; processors, fans"
                                + " and cooling come on top, and idle hours take less.",
                        growth.powerPrice()));
    }

    private static String until(FleetAnswer answer, FleetGrowth growth, int w) {
        OptionalInt until = growth.until().get(w);
        int last = growth.months().getLast().month();
        String model = answer.wants().get(w).model();
        if (until.isEmpty()) {
            return model + ": not all users are served now.";
        }
        return until.getAsInt() == last
                ? model + ": the fleet is enough for " + last + " months."
                : model + ": the fleet is enough until month " + until.getAsInt() + "; in month "
                        + (until.getAsInt() + 1) + " not all are served.";
    }

    private static String way(FleetAnswer answer, FleetGrowth growth, FleetGrowth.Way way) {
        String machines = way.machines() == 1 ? "1 machine" : number(way.machines()) + " machines";
        String price = way.usd()
                .map(u -> String.format(
                        Locale.ROOT,
                        ", about %,.0f USD (%s)",
                        u,
                        way.price().orElseThrow().covers()))
                .orElse(", whose price is not known");
        String power = way.watts() == 0
                ? ""
                : String.format(
                        Locale.ROOT, ", %.1f kW, %,.0f USD of power a month", way.watts() / 1000, way.powerUsd());
        String rent = way.rentBelow()
                .map(r -> String.format(
                        Locale.ROOT,
                        " Renting is cheaper below %.2f USD an hour each%s.",
                        r,
                        way.rented().isEmpty() ? "" : " (" + names(way.rented()) + ")"))
                .orElse("");
        return machines + " more of " + answer.kinds().get(way.kind()).title() + " from month " + way.from()
                + " serve month " + growth.months().getLast().month() + price + power + "." + rent;
    }
}
