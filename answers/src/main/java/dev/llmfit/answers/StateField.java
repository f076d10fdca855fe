package dev.llmfit.answers;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.json.Spelling;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.UseCaseWord;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Fields of a {@link State}, in the order in which they are written. */
public enum StateField {
    /** The machine: an id, words for devices, or a file; absent is the one that this runs on, which may also be written {@code this}. */
    MACHINE("machine", Values::machine),
    /** Memory of each GPU. */
    VRAM("vram", Values::size),
    /** Memory of the machine. */
    RAM("ram", Values::size),
    /** Number of GPUs. */
    GPUS("gpus", v -> Values.whole(v, 0, Integer.MAX_VALUE)),
    /** Bandwidth of each GPU. */
    BANDWIDTH("bandwidth", Values::text),
    /** Bandwidth of the RAM. */
    RAM_BANDWIDTH("ram_bandwidth", Values::text),
    /** The processor. */
    CPU("cpu", Values::text),
    /** The operating system. */
    OS("os", Values::text),
    /** How the cards are connected. */
    LINK("link", Values::text),
    /** Power limit of the cards. */
    POWER("power", Values::text),
    /** What the model is for. */
    USE("use", Values::use),
    /** People or programs served at the same time. */
    USERS("users", v -> Values.whole(v, 1, LaunchOptions.MAX_PARALLEL)),
    /** Slowest acceptable generation of each, tok/s. */
    MIN_TPS("min_tps", Values::number),
    /** Room to keep on each device. */
    MARGIN("margin", Values::size),
    /** What to have the most of. */
    PREFER("prefer", Values::aim),
    /** Which models are listed: words, separated by commas. */
    SHOW("show", Values::words),
    /** What models are sorted by: a column; a minus before it turns the order. */
    SORT("sort", Values::words),
    /** What models are searched for. */
    QUERY("q", Values::text),
    /** The model that is looked at. */
    MODEL("model", Values::text),
    /** Its file type. */
    FILE("file", Values::text),
    /** Tokens of context of each slot. */
    CTX("ctx", Values::tokens),
    /** Type of the KV cache; of keys and values where they differ: {@code q8_0/f16}. */
    KV("kv", Values::cache),
    /** Layers on the GPUs with the output layer, or {@code all}. */
    NGL("ngl", Values::layers),
    /** Layers whose experts stay in RAM, or {@code all}. */
    NCMOE("ncmoe", Values::layers),
    /** Slots. */
    NP("np", v -> Values.whole(v, 1, LaunchOptions.MAX_PARALLEL)),
    /** Physical batch, tokens. */
    UB("ub", v -> Values.whole(v, 1, Integer.MAX_VALUE)),
    /** Models to compare with, at most three, separated by commas. */
    VS("vs", Values::models),
    /** What is on the screen, by its number. */
    PANE("pane", v -> Values.whole(v, 1, Values.PANES)),
    /** The llama.cpp that the state was made with. */
    AS("as", Values::build);

    private final String key;
    private final UnaryOperator<String> check;

    StateField(String key, UnaryOperator<String> check) {
        this.key = key;
        this.check = check;
    }

    /** Returns the name in links, commands and JSON. */
    public String key() {
        return key;
    }

    /**
     * Returns the field of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    static StateField of(String key) {
        return Arrays.stream(values())
                .filter(f -> f.key.equals(key))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> keys =
                            Arrays.stream(values()).map(StateField::key).toList();
                    String near = Spelling.didYouMean(key, keys);
                    return new IllegalArgumentException("'" + key + "' is not a part of a state"
                            + (near.isEmpty() ? "; " + String.join(", ", keys) + " are" : near));
                });
    }

    /** Returns the field for a field of a question that says which machine is meant. */
    static StateField ofMachine(String name) {
        return name.equals("hardware") ? MACHINE : of(name);
    }

    /**
     * Returns a value as it is written.
     *
     * @throws IllegalArgumentException if this field cannot hold it
     */
    String checked(String value) {
        try {
            return check.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + key + "' of a state: " + e.getMessage(), e);
        }
    }

    /** Returns whether its value is a number wherever it stands in JSON. */
    boolean isNumber(String value) {
        return switch (this) {
            case GPUS, USERS, MIN_TPS, CTX, NGL, NCMOE, NP, UB, PANE -> !value.equals(State.ALL);
            default -> false;
        };
    }

    /** Returns whether it says which machine is meant, as {@link HardwareSelector#fields} does. */
    public boolean isOfMachine() {
        return compareTo(POWER) <= 0;
    }

    /** Forms of values. */
    private static final class Values {
        /** Panes of a screen ({@code 1} models to {@code 6} runs). */
        static final int PANES = 6;

        /** Models that are compared at once; a screen shows no more beside each other. */
        private static final int COMPARED = 3;

        private static final int LONGEST = 4096;

        static String text(String value) {
            if (value.isEmpty() || value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "expected a text of 1 to " + LONGEST + " characters without control characters");
            }
            return value;
        }

        static String machine(String value) {
            return value.equals("this") ? "" : text(value);
        }

        static String size(String value) {
            Bytes.parse(value);
            return value;
        }

        static String whole(String value, int least, int most) {
            try {
                int number = Integer.parseInt(value);
                if (number >= least && number <= most) {
                    return Integer.toString(number);
                }
            } catch (NumberFormatException e) {
                // told below, like a number out of range
            }
            throw new IllegalArgumentException("'" + value + "' is not a whole number from " + least
                    + (most == Integer.MAX_VALUE ? "" : " to " + most));
        }

        static String number(String value) {
            double number;
            try {
                number = Double.parseDouble(value);
            } catch (NumberFormatException e) {
                number = -1;
            }
            if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("'" + value + "' is not a number from 0");
            }
            return value;
        }

        static String tokens(String value) {
            int tokens = Tokens.parse(value);
            if (tokens < 1) {
                throw new IllegalArgumentException("'" + value + "' is not a number of tokens from 1");
            }
            return Integer.toString(tokens);
        }

        static String layers(String value) {
            return value.equals(State.ALL) ? value : whole(value, 0, Integer.MAX_VALUE - 1);
        }

        static String cache(String value) {
            List<String> types = List.of(value.split("/", 3));
            for (String type : types) {
                if (GgmlType.byName(type).isEmpty() || types.size() > 2) {
                    throw new IllegalArgumentException("'" + value + "' is no cache type; f16, q8_0, q5_1, q4_0 are");
                }
            }
            return types.size() == 2 && types.getFirst().equals(types.getLast()) ? types.getFirst() : value;
        }

        static String use(String value) {
            Optional<UseCaseWord> word = UseCaseWord.of(value);
            return word.orElseThrow(() -> new IllegalArgumentException(
                            "'" + value + "' is no use case" + Spelling.didYouMean(value, UseCaseWord.all())))
                    .word();
        }

        static String aim(String value) {
            String lower = value.toLowerCase(Locale.ROOT);
            List<String> aims = Arrays.stream(Aim.values()).map(Aim::id).toList();
            if (!aims.contains(lower)) {
                throw new IllegalArgumentException("'" + value + "' is none of " + String.join(", ", aims));
            }
            return lower;
        }

        static String words(String value) {
            if (!value.matches("-?[a-z0-9_:.-]{1,40}(,-?[a-z0-9_:.-]{1,40}){0,15}")) {
                throw new IllegalArgumentException("'" + value + "' is not a list of words separated by commas");
            }
            return value;
        }

        static String models(String value) {
            if (text(value).split(",", -1).length > COMPARED) {
                throw new IllegalArgumentException("at most " + COMPARED + " models are compared");
            }
            return value;
        }

        static String build(String value) {
            EngineBuild.parse(value);
            return value;
        }
    }
}
