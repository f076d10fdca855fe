package dev.llmfit.tui.state;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.tui.state.Chosen.Changes;
import dev.llmfit.tui.state.Chosen.Filter;
import dev.llmfit.tui.state.Chosen.Sort;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is asked as the state that every door spells. */
public final class ChosenCodec {
    /** What stands for no filter at all: the word that is absent means the usual one. */
    private static final String NO_FILTER = "all";

    /** The selector's name of what a state calls the machine. */
    private static final String HARDWARE = "hardware";

    private ChosenCodec() {}

    /** Returns what is asked on a pane as one word. */
    public static String text(Chosen c, int pane) {
        TreeMap<StateField, String> values = new TreeMap<>();
        Map<String, String> machine = c.machine().fields();
        for (StateField field : StateField.values()) {
            String name = field == StateField.MACHINE ? HARDWARE : field.key();
            if (field.isOfMachine() && machine.containsKey(name)) {
                values.put(field, machine.get(name));
            }
        }
        values.put(StateField.USE, c.use().id());
        c.users().ifPresent(n -> values.put(StateField.USERS, n.toString()));
        if (!c.filters().equals(Set.of(Filter.FITS))) {
            String filters = c.filters().stream()
                    .sorted()
                    .map(f -> f.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(","));
            values.put(StateField.SHOW, filters.isEmpty() ? NO_FILTER : filters);
        }
        if (c.sort() != Sort.RANK) {
            values.put(StateField.SORT, c.sort().name().toLowerCase(Locale.ROOT));
        }
        values.put(StateField.QUERY, c.query().strip());
        c.model().ifPresent(m -> values.put(StateField.MODEL, m));
        Changes l = c.launch();
        l.file().ifPresent(f -> values.put(StateField.FILE, f));
        l.ctx().ifPresent(n -> values.put(StateField.CTX, n.toString()));
        l.kv().ifPresent(t -> values.put(StateField.KV, t.ggmlName()));
        l.ngl().ifPresent(n -> values.put(StateField.NGL, n.toString()));
        l.ncmoe().ifPresent(n -> values.put(StateField.NCMOE, n.toString()));
        l.slots().ifPresent(n -> values.put(StateField.NP, n.toString()));
        if (!c.compared().isEmpty()) {
            values.put(StateField.VS, String.join(",", c.compared()));
        }
        values.put(StateField.PANE, Integer.toString(pane));
        values.put(StateField.AS, EngineBuild.NEWEST.name());
        values.values().removeIf(String::isEmpty);
        return new State(values).text();
    }

    /**
     * Returns the screen of a state.
     *
     * @throws RefusedException if it filters or sorts by what no list of models has, or a field cannot be shown
     */
    public static Screen screen(State state) {
        StateQuestions questions = new StateQuestions(state);
        Changes launch = new Changes(
                state.get(StateField.FILE),
                number(state, StateField.CTX),
                state.get(StateField.KV).map(ChosenCodec::cache),
                number(state, StateField.NGL),
                number(state, StateField.NCMOE),
                number(state, StateField.NP));
        Chosen chosen = new Chosen(
                questions.machine(),
                questions.wish().useCase().useCase(),
                number(state, StateField.USERS),
                filters(state),
                state.get(StateField.SORT)
                        .map(s -> word(Sort.values(), s, "sort"))
                        .orElse(Sort.RANK),
                state.get(StateField.QUERY).orElse(""),
                state.get(StateField.MODEL),
                launch,
                state.get(StateField.VS).map(v -> List.of(v.split(",", -1))).orElse(List.of()));
        Screen screen = Screen.first(chosen);
        int pane = state.whole(StateField.PANE).orElse(Screen.MODELS);
        boolean older = state.get(StateField.AS)
                .filter(as -> !as.equals(EngineBuild.NEWEST.name()))
                .isPresent();
        return older
                ? screen.on(pane)
                        .noting("This state was made with llama.cpp "
                                + state.get(StateField.AS).orElse("") + "; the answers are of "
                                + EngineBuild.NEWEST.name() + ".")
                : screen.on(pane);
    }

    private static Optional<Integer> number(State state, StateField field) {
        return state.whole(field).stream().boxed().findFirst();
    }

    private static GgmlType cache(String types) {
        return GgmlType.byName(types)
                .orElseThrow(() -> refused("The terminal UI shows one type of the KV cache, not " + types + "."));
    }

    private static Set<Filter> filters(State state) {
        Optional<String> show = state.get(StateField.SHOW);
        if (show.isEmpty()) {
            return Set.of(Filter.FITS);
        }
        Set<Filter> filters = new HashSet<>();
        for (String word : show.get().split(",", -1)) {
            if (!word.equals(NO_FILTER)) {
                filters.add(word(Filter.values(), word, "show"));
            }
        }
        return filters;
    }

    private static <E extends Enum<E>> E word(E[] all, String word, String field) {
        List<String> names = new ArrayList<>();
        Arrays.stream(all).forEach(e -> names.add(e.name().toLowerCase(Locale.ROOT)));
        return Arrays.stream(all)
                .filter(e -> e.name().equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> refused(
                        "'" + word + "' of " + field + " in a state is none of " + String.join(", ", names) + "."));
    }

    private static RefusedException refused(String sentence) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", sentence, Hint.NONE));
    }
}
