package dev.llmfit.tui.state;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.wish.UseCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked: everything that is absent is as recommended.
 *
 * @param machine where models would run
 * @param use what for
 * @param users people served at the same time; empty lets the rules choose
 * @param filters which models are listed
 * @param sort in which order
 * @param query words that are searched; empty for none
 * @param model the model of the plan; empty for the first of the list
 * @param launch what of its launch is not as recommended
 * @param compared models that are held side by side
 */
public record Chosen(
        HardwareSelector machine,
        UseCase use,
        Optional<Integer> users,
        Set<Filter> filters,
        Sort sort,
        String query,
        Optional<String> model,
        Changes launch,
        List<String> compared) {
    /** Models that can be held side by side. */
    public static final int MOST_COMPARED = 3;

    public Chosen {
        filters = Set.copyOf(filters);
        compared = List.copyOf(compared);
    }

    /** Which models are listed. */
    public enum Filter {
        FITS("fits"),
        WHOLE("whole on the GPU"),
        FAST("20 tok/s or more"),
        IMAGES("reads images"),
        CODE("made for code"),
        OPEN("open licence"),
        DISK("on disk");

        private final String words;

        Filter(String words) {
            this.words = words;
        }

        /** Returns it in words. */
        public String words() {
            return words;
        }
    }

    /** In which order models are listed. */
    public enum Sort {
        RANK("rank"),
        SPEED("tok/s"),
        FILE("file size"),
        ABILITY("ability"),
        CONTEXT("context"),
        SINCE("newest"),
        NAME("name");

        private final String words;

        Sort(String words) {
            this.words = words;
        }

        /** Returns it in words. */
        public String words() {
            return words;
        }
    }

    /**
     * What of a launch is not as recommended.
     *
     * @param file file type
     * @param ctx context of each slot, tokens
     * @param kv type of the cache
     * @param ngl layers on the GPUs, {@code -ngl}
     * @param ncmoe layers whose experts stay in RAM, {@code -ncmoe}
     * @param slots slots, {@code -np}
     */
    public record Changes(
            Optional<String> file,
            Optional<Integer> ctx,
            Optional<GgmlType> kv,
            Optional<Integer> ngl,
            Optional<Integer> ncmoe,
            Optional<Integer> slots) {
        /** Nothing. */
        public static final Changes NONE = new Changes(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        /** Returns the same with another file type; what depends on its size is as recommended again. */
        public Changes withFile(String type) {
            return new Changes(Optional.of(type), ctx, kv, Optional.empty(), Optional.empty(), slots);
        }

        /** Returns the same with another context. */
        public Changes withCtx(int tokens) {
            return new Changes(file, Optional.of(tokens), kv, ngl, ncmoe, slots);
        }

        /** Returns the same with another type of the cache. */
        public Changes withKv(GgmlType type) {
            return new Changes(file, ctx, Optional.of(type), ngl, ncmoe, slots);
        }

        /** Returns the same with other layers on the GPUs. */
        public Changes withNgl(int layers) {
            return new Changes(file, ctx, kv, Optional.of(layers), ncmoe, slots);
        }

        /** Returns the same with the experts of other layers in RAM. */
        public Changes withNcmoe(int layers) {
            return new Changes(file, ctx, kv, ngl, Optional.of(layers), slots);
        }

        /** Returns the same with other slots. */
        public Changes withSlots(int n) {
            return new Changes(file, ctx, kv, ngl, ncmoe, Optional.of(n));
        }
    }

    /** Returns what is asked of a machine where nothing is said. */
    public static Chosen of(HardwareSelector machine) {
        return new Chosen(
                machine,
                UseCase.CHAT,
                Optional.empty(),
                Set.of(Filter.FITS),
                Sort.RANK,
                "",
                Optional.empty(),
                Changes.NONE,
                List.of());
    }

    /** Returns the same on another machine. */
    public Chosen on(HardwareSelector other) {
        return new Chosen(other, use, users, filters, sort, query, model, Changes.NONE, compared);
    }

    /** Returns the same for another use. */
    public Chosen withUse(UseCase other) {
        return new Chosen(machine, other, users, filters, sort, query, Optional.empty(), Changes.NONE, compared);
    }

    /** Returns the same for other users. */
    public Chosen withUsers(Optional<Integer> other) {
        return new Chosen(machine, use, other, filters, sort, query, model, Changes.NONE, compared);
    }

    /** Returns the same with a filter on that was off, or off that was on. */
    public Chosen turning(Filter filter) {
        List<Filter> other = new ArrayList<>(filters);
        if (!other.remove(filter)) {
            other.add(filter);
        }
        return new Chosen(machine, use, users, Set.copyOf(other), sort, query, model, launch, compared);
    }

    /** Returns the same in another order. */
    public Chosen by(Sort other) {
        return new Chosen(machine, use, users, filters, other, query, model, launch, compared);
    }

    /** Returns the same with other words that are searched. */
    public Chosen searching(String words) {
        return new Chosen(machine, use, users, filters, sort, words, model, launch, compared);
    }

    /** Returns the same with another model as recommended. */
    public Chosen of(String other) {
        return new Chosen(machine, use, users, filters, sort, query, Optional.of(other), Changes.NONE, compared);
    }

    /** Returns the same with another launch. */
    public Chosen with(Changes other) {
        return new Chosen(machine, use, users, filters, sort, query, model, other, compared);
    }

    /** Returns the same with a model marked that was not, or not that was. */
    public Chosen marking(String name) {
        List<String> other = new ArrayList<>(compared);
        if (!other.remove(name)) {
            other.add(name);
        }
        return new Chosen(machine, use, users, filters, sort, query, model, launch, other);
    }
}
