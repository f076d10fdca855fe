package dev.llmfit.engine.log;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table that {@code nvidia-smi} prints without arguments.
 *
 * @param cards the cards, in its order
 * @param programs what runs on them, where it may tell
 */
public record NvidiaSmiTable(List<Card> cards, List<Held> programs) {
    /**
     * A card.
     *
     * @param index its number
     * @param name what it is, perhaps cut with dots
     * @param windows whether its driver is that of the Windows desktop (WDDM)
     * @param celsius its temperature
     * @param watts what it draws
     * @param limit its power limit, watts
     * @param used memory in use
     * @param total memory in all
     * @param busy share of time in which it computed, percent
     */
    public record Card(
            int index,
            String name,
            boolean windows,
            OptionalInt celsius,
            OptionalInt watts,
            OptionalInt limit,
            Bytes used,
            Bytes total,
            OptionalInt busy) {
        /** Returns what is free on it. */
        public Bytes free() {
            return total.minus(used);
        }
    }

    /**
     * A program on a card.
     *
     * @param card number of the card
     * @param process its process id
     * @param computes whether it computes, or only draws
     * @param name its name, perhaps cut at the front
     * @param memory what it holds; empty where the driver does not say (Windows)
     */
    public record Held(int card, int process, boolean computes, String name, Optional<Bytes> memory) {
        private static final Pattern MODEL_RUNNER =
                Pattern.compile("(?i)llama|ollama|lm.?studio|koboldcpp|vllm|node_llama|LMS");

        /** Returns whether it is a program that runs models with llama.cpp or vLLM. */
        public boolean runsModels() {
            return MODEL_RUNNER.matcher(name).find();
        }
    }

    private static final Pattern NAME =
            Pattern.compile("^\\|\\s+([0-9]{1,3})\\s+(.+?)\\s+(On|Off|N/A|WDDM|TCC|MCDM)\\s*\\|\\s*[0-9A-F]{4,8}:");
    private static final Pattern STATE = Pattern.compile(
            "^\\|\\s*(?:[0-9]{1,3}%|N/A|ERR!)?\\s+([0-9]{1,3}|N/A)C?\\s+P[0-9]{1,2}\\s+([0-9]{1,4}W|N/A|ERR!)\\s*/\\s*([0-9]{1,4}W|N/A|ERR!)"
                    + "\\s*\\|\\s*([0-9]+)MiB\\s*/\\s*([0-9]+)MiB\\s*\\|\\s*([0-9]{1,3}|N/A)%?");
    private static final Pattern PROGRAM = Pattern.compile(
            "^\\|\\s+([0-9]{1,3})\\s+(?:N/A\\s+N/A|[0-9]+\\s+[0-9]+)?\\s*([0-9]{1,8})\\s+(C\\+G|C|G|M\\+C)\\s+(.+?)\\s+([0-9]{1,7}MiB|N/A)\\s*\\|");

    public NvidiaSmiTable {
        cards = List.copyOf(cards);
        programs = List.copyOf(programs);
    }

    static NvidiaSmiTable in(List<String> lines) {
        List<Card> cards = new ArrayList<>();
        List<Held> programs = new ArrayList<>();
        Optional<Matcher> name = Optional.empty();
        for (String line : lines) {
            Matcher named = NAME.matcher(line);
            Matcher state = STATE.matcher(line);
            Matcher program = PROGRAM.matcher(line);
            if (named.find()) {
                name = Optional.of(named);
            } else if (state.find()) {
                cards.add(card(name, state, cards.size()));
                name = Optional.empty();
            } else if (program.find()) {
                programs.add(new Held(
                        Integer.parseInt(program.group(1)),
                        Integer.parseInt(program.group(2)),
                        program.group(3).contains("C"),
                        program.group(4),
                        number(program.group(5)).stream()
                                .mapToObj(n -> Bytes.ofMib(n))
                                .findFirst()));
            }
        }
        return new NvidiaSmiTable(cards, programs);
    }

    /** A pasted table may begin in the middle, at the line with the memory. */
    private static Card card(Optional<Matcher> name, Matcher state, int next) {
        return new Card(
                name.map(n -> Integer.parseInt(n.group(1))).orElse(next),
                name.map(n -> n.group(2)).orElse("GPU " + next),
                name.map(n -> n.group(3).equals("WDDM")).orElse(false),
                number(state.group(1)),
                number(state.group(2)),
                number(state.group(3)),
                LogNumber.mib(state.group(4)),
                LogNumber.mib(state.group(5)),
                number(state.group(6)));
    }

    private static OptionalInt number(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
    }
}
