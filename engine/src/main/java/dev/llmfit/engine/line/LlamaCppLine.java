package dev.llmfit.engine.line;

import dev.llmfit.sizing.weights.TensorOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of llama-server, llama-cli and llama-completion as they do ({@code common_params_parse_ex}): variables first, the
 * last of several wins, what is not given has the program's default.
 */
final class LlamaCppLine {
    /** Spellings whose value older builds did not have, with the words that are one ({@code is_truthy} and the like). */
    private static final Set<String> LATER_VALUES = Set.of("-fa", "--flash-attn", "-co", "--color");

    private static final Set<String> YES = Set.of("on", "enabled", "true", "1");
    private static final Set<String> NO = Set.of("off", "disabled", "false", "0");
    private static final Set<String> AUTO = Set.of("auto", "-1");

    /** llama-server's slots where {@code -np} is not given ({@code llama_server} in {@code tools/server/server.cpp}). */
    private static final int AUTO_SLOTS = 4;

    private final LineProgram program;
    private final LineArguments line;
    private final LineModel model = new LineModel();
    private final LineModel draft = new LineModel();
    private @Nullable String nCtx;
    private @Nullable String slots;
    private @Nullable String perSlot;
    private boolean fitGiven;

    /** Whether a projector that a repository has is loaded, and none is named. */
    private boolean projects;

    LlamaCppLine(LineProgram program, OwnOptions own) {
        this.program = program;
        this.line = new LineArguments(program, own);
        this.projects = program == LineProgram.LLAMA_SERVER || program == LineProgram.LLAMA_CLI;
    }

    /** Reads variables that stand before the program. */
    LlamaCppLine variables(Map<String, String> variables) {
        LineVariables reader = new LineVariables(LineOptions.bundled(), line);
        variables.forEach((name, value) -> reader.words(name, value).ifPresent(this::words));
        return this;
    }

    /** Reads words behind the program. */
    LlamaCppLine words(List<String> words) {
        for (int i = 0; i < words.size(); ) {
            i += word(words, i);
        }
        return this;
    }

    private int word(List<String> words, int at) {
        String word = words.get(at);
        if (!isOption(word)) {
            if (program == LineProgram.NONE) {
                line.add(word);
                return 1;
            }
            throw new LineException(
                    "'" + word + "' is no option of " + program.title() + ".", "put a value with blanks into quotes");
        }
        if (program == LineProgram.NONE && line.own().has(word)) {
            return ownWithoutProgram(words, at);
        }
        LineOptions table = LineOptions.bundled();
        int equals = word.startsWith("--") ? word.indexOf('=') : -1;
        String name = LineOptions.normalized(equals < 0 ? word : word.substring(0, equals));
        Optional<LineOption> option = table.find(name, program);
        if (line.own().has(word) && (option.isEmpty() || !option.get().isOf(program))) {
            return own(words, at);
        }
        if (option.isEmpty()) {
            throw unknown(table, name);
        }
        List<String> values = values(option.get(), name, words, at, equals);
        option(option.get(), name, values);
        return equals < 0 ? 1 + values.size() : Math.max(1, values.size());
    }

    /** Returns whether a word is an option and not a negative number. */
    private static boolean isOption(String word) {
        return word.length() > 1 && word.startsWith("-") && !Character.isDigit(word.charAt(1));
    }

    /** Options without a program are for the command to read, but for those that have a value only today. */
    private int ownWithoutProgram(List<String> words, int at) {
        String word = words.get(at);
        boolean answered = at + 1 < words.size() && isAnswer(words.get(at + 1));
        if (LATER_VALUES.contains(word) && !answered) {
            line.add(word, "on");
            return 1;
        }
        return own(words, at);
    }

    private int own(List<String> words, int at) {
        int length = line.own().length(words, at);
        line.addAll(words.subList(at, at + length));
        return length;
    }

    private LineException unknown(LineOptions table, String name) {
        List<String> near = table.nearest(name, program, line.own());
        return new LineException(
                "Unknown option: '" + name + "' is none of "
                        + (program == LineProgram.NONE ? "llmfit's and llama.cpp's." : program.title() + "'s."),
                near.isEmpty() ? "leave it out" : "did you mean " + String.join(" or ", near) + "?");
    }

    private static List<String> values(LineOption option, String name, List<String> words, int at, int equals) {
        List<String> values = new ArrayList<>();
        if (equals >= 0) {
            values.add(words.get(at).substring(equals + 1));
        }
        boolean later = LATER_VALUES.contains(name);
        while (values.size() < option.values()) {
            int next = at + 1 + values.size() - (equals < 0 ? 0 : 1);
            boolean there = next < words.size();
            if (later && !(there && isAnswer(words.get(next)))) {
                break;
            }
            if (!there) {
                throw new LineException("Expected a value behind " + name + ".", "write it after a blank");
            }
            values.add(words.get(next));
        }
        boolean scaled = option.key().equals("--lora-scaled") || option.key().equals("--control-vector-scaled");
        int next = at + 2;
        if (scaled && equals < 0 && values.getFirst().indexOf(':') < 0 && next < words.size()) {
            values.add(words.get(next)); // once FILE SCALE, today FILE:SCALE
        }
        return values;
    }

    private static boolean isAnswer(String word) {
        return YES.contains(word) || NO.contains(word) || AUTO.contains(word);
    }

    private void option(LineOption option, String name, List<String> values) {
        if (program.isLlamaCpp() && !option.isOf(program)) {
            line.note(program.title() + " has no " + name + ".");
        }
        boolean taken = option.effect() == LineOption.Effect.NONE
                || (option.effect() == LineOption.Effect.MEMORY
                        && ownSpelling(option, name).isPresent());
        if (option.lastBuild().isPresent() || (taken && !option.note().isEmpty())) {
            line.note(name + ": " + option.note() + ".");
        }
        switch (option.effect()) {
            case MODEL -> model.take(option.key(), values.getFirst());
            case PRESET -> {
                line.note(name + " stands for " + option.note() + ".");
                words(List.of(option.note().split(" ", -1)));
            }
            case REFUSED ->
                throw new LineException(
                        "With " + name + " there is nothing to size: " + option.note() + ".", "leave it out");
            case SPEED -> speed(option, name, values);
            case NONE -> ownSpelling(option, name).ifPresentOrElse(own -> pass(own, values), () -> line.nothing(name));
            case MEMORY -> memory(option, name, values);
        }
    }

    private void speed(LineOption option, String name, List<String> values) {
        Optional<String> own = ownSpelling(option, name);
        if (own.isPresent()) {
            pass(own.get(), values);
            return;
        }
        line.speedAlone(name);
        if (!option.note().isEmpty() && option.lastBuild().isEmpty()) {
            line.note(name + ": " + option.note() + ".");
        }
    }

    private void memory(LineOption option, String name, List<String> values) {
        switch (option.key()) {
            case "-c" -> nCtx = tokens(name, values.getFirst());
            case "-np" -> slots = values.getFirst();
            case "--kv-unified-per-slot" -> perSlot = values.getFirst();
            case "-fit" -> fitGiven = true;
            case "-mm" -> projects = false;
            case "--mmproj-auto" -> projects = !option.negatives().contains(name);
            case "--spec-draft-hf" -> draft.take("-hf", values.getFirst());
            case "--spec-draft-model" -> {
                draft.take("-m", values.getFirst());
                draft.take("-hff", values.getFirst());
            }
            default -> {}
        }
        switch (option.key()) {
            case "-c", "-np", "--kv-unified-per-slot", "--spec-draft-hf", "--spec-draft-model" -> {}
            case "-fa" -> flag("-fa", values.isEmpty() ? "on" : values.getFirst(), name);
            case "--lora-scaled" -> flag("--lora-scaled", String.join(":", values), name);
            case "-ncffn" -> flag("-ot", denseOnCpu(name, values.getFirst()), name);
            case "--override-kv" -> overrides(values.getFirst());
            case "-mmdev" -> projectorDevice(name, values.getFirst());
            default ->
                ownSpelling(option, name).ifPresentOrElse(own -> pass(own, values), () -> notCounted(option, name));
        }
    }

    private void flag(String flag, String value, String name) {
        line.addIfOwn(flag, value, name);
    }

    private void notCounted(LineOption option, String name) {
        if (option.note().isEmpty() || option.lastBuild().isPresent()) {
            line.notCounted(name);
        } else {
            line.note(name + ": " + option.note() + ".");
        }
    }

    /** Returns the command's spelling of an option that says the same. */
    private Optional<String> ownSpelling(LineOption option, String name) {
        return line.own().first(option.negatives().contains(name) ? option.negatives() : option.names());
    }

    private void pass(String flag, List<String> values) {
        if (values.isEmpty()) {
            line.add(flag);
        } else {
            line.add(flag, values.getFirst());
        }
    }

    /** llama.cpp reads digits and forgets what follows ({@code std::stoi}). */
    private String tokens(String name, String value) {
        if (program.isLlamaCpp() && value.matches("[0-9]+[kKmM]")) {
            line.note(program.title() + " itself reads '" + name + " " + value + "' as "
                    + value.substring(0, value.length() - 1) + " tokens: write the number in full.");
        }
        return value;
    }

    private static String denseOnCpu(String name, String layers) {
        if (!layers.matches("[0-9]{1,4}")) {
            throw new LineException(
                    "'" + name + " " + layers + "' is no number of layers.", "write it as " + name + " 10");
        }
        return TensorOverrides.denseOnHost(Integer.parseInt(layers));
    }

    /** Keys of the tokenizer and of descriptions change no size; others do. */
    private void overrides(String value) {
        for (String item : value.split(",", -1)) {
            if (item.startsWith("tokenizer.") || item.startsWith("general.")) {
                line.nothing("--override-kv " + item);
            } else {
                line.addIfOwn("--override-kv", item, "--override-kv " + item);
            }
        }
    }

    private void projectorDevice(String name, String value) {
        if (value.equals("none") && line.own().has("--no-mmproj-offload")) {
            line.add("--no-mmproj-offload");
        } else {
            line.note(name + ": the projector is counted on the first device.");
        }
    }

    /**
     * Returns the line with the program's defaults.
     *
     * @throws LineException if a program loads no model by it
     */
    PastedLine finish() {
        Optional<String> named = model.reference();
        if (named.isEmpty() && program != LineProgram.NONE) {
            throw new LineException(
                    program == LineProgram.LLAMA_SERVER
                            ? "The line names no model: llama-server would start as a router and load none."
                            : "The line names no model.",
                    "add -m FILE, or -hf org/repository:Q4_K_M");
        }
        named.ifPresent(reference -> line.add("--model", reference));
        if (model.isRepository() && projects) {
            line.note("If the repository has a projector, " + program.title()
                    + " loads it too; it is counted where --mmproj names it.");
        }
        draft.reference().ifPresent(reference -> flag("--model-draft", reference, "-md"));
        context();
        slots();
        boolean fits = program == LineProgram.LLAMA_SERVER
                || program == LineProgram.LLAMA_CLI
                || program == LineProgram.LLAMA_COMPLETION;
        if (fits && !fitGiven && line.own().has("--fit")) {
            line.add("--fit", "on");
        }
        if (program == LineProgram.LLAMA_COMPLETION) {
            line.withoutServer();
        }
        return line.finished();
    }

    private void context() {
        if (nCtx != null) {
            line.add("-c", nCtx);
        } else if (perSlot != null && perSlot.matches("[1-9][0-9]{0,8}")) {
            long all = Long.parseLong(perSlot) * slotCount();
            line.add("-c", Long.toString(all));
            line.note("--kv-unified-per-slot " + perSlot + " without -c makes -c " + all + ".");
        }
    }

    private int slotCount() {
        if (slots != null && slots.matches("[1-9][0-9]{0,3}")) {
            return Integer.parseInt(slots);
        }
        return program == LineProgram.LLAMA_SERVER || slots != null ? AUTO_SLOTS : 1;
    }

    private void slots() {
        if (slots != null) {
            line.add("-np", slots);
        } else if (program == LineProgram.LLAMA_SERVER) {
            line.add("-np", "-1");
            line.note("Without -np llama-server has " + AUTO_SLOTS + " slots that share the context.");
        }
    }
}
