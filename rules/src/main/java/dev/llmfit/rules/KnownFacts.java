package dev.llmfit.rules;

import static dev.llmfit.rules.Fact.*;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which facts are certainly known: those that every request, machine, model and launch has, and those that come together with
 * others. A text may show only facts that are known whenever its rule applies.
 */
public final class KnownFacts {
    /** Facts of every request, machine, model and launch, and of every log. */
    private static final Set<Fact> ALWAYS = EnumSet.of(
            REQUEST_USE_CASE,
            REQUEST_MODEL_GIVEN,
            REQUEST_PREFER,
            MACHINE_OS,
            MACHINE_ARCH,
            MACHINE_GPU_COUNT,
            MACHINE_CPU_ONLY,
            MACHINE_RAM_GIB,
            MACHINE_RAM_FREE_GIB,
            MACHINE_RAM_USABLE_GIB,
            MACHINE_SOCKETS,
            MACHINE_CORES,
            MACHINE_THREADS,
            MACHINE_WSL,
            MACHINE_CONTAINER,
            MACHINE_LAPTOP,
            MACHINE_SINGLE_BOARD,
            MODEL_NAME,
            MODEL_ARCHITECTURE,
            MODEL_PARAMS_B,
            MODEL_ACTIVE_B,
            MODEL_LAYERS,
            MODEL_MOE,
            MODEL_SWA,
            MODEL_MLA,
            MODEL_RECURRENT,
            MODEL_VISION,
            MODEL_EMBEDDING,
            MODEL_MATCHES,
            MODEL_MTP,
            CANDIDATE_FILE_TYPE,
            CANDIDATE_FILE_GIB,
            CANDIDATE_BITS,
            CANDIDATE_VERDICT,
            CANDIDATE_CTX,
            CANDIDATE_CTX_ALL,
            CANDIDATE_TYPE_K,
            CANDIDATE_TYPE_V,
            CANDIDATE_FLASH_ATTN,
            CANDIDATE_NGL,
            CANDIDATE_LAYERS,
            CANDIDATE_N_CPU_MOE,
            CANDIDATE_N_UBATCH,
            CANDIDATE_N_PARALLEL,
            CANDIDATE_TENSOR_SPLIT,
            CANDIDATE_GPU_GIB,
            CANDIDATE_HOST_GIB,
            CANDIDATE_GUESSES,
            CANDIDATE_KV_GIB,
            CANDIDATE_COMPUTE_GIB,
            CANDIDATE_HEADROOM_GIB,
            CANDIDATE_TG,
            CANDIDATE_TG_LOW,
            CANDIDATE_ANSWERS,
            CANDIDATE_BENCHMARKS,
            CANDIDATE_PP,
            CANDIDATE_TOTAL_GIB,
            CANDIDATE_RANK,
            RUN_SYMPTOM);

    /** A machine with a GPU has these. */
    private static final Set<Fact> GPU = EnumSet.of(
            MACHINE_BACKEND,
            MACHINE_GPU_NAME,
            MACHINE_MIXED_GPUS,
            MACHINE_UNIFIED,
            MACHINE_INTEGRATED_GPU,
            MACHINE_VRAM_GIB,
            MACHINE_VRAM_CARD_GIB,
            MACHINE_VRAM_FREE_GIB,
            MACHINE_VRAM_USABLE_GIB);

    /** A launch beside the first one of a list has these. */
    private static final Set<Fact> FIRST = EnumSet.of(
            CANDIDATE_FIRST_MODEL,
            CANDIDATE_FIRST_FILE_TYPE,
            CANDIDATE_FIRST_PARAMS_B,
            CANDIDATE_FIRST_MATCHES,
            CANDIDATE_FIRST_TG,
            CANDIDATE_FIRST_ANSWERS,
            CANDIDATE_BETTER,
            CANDIDATE_WORSE,
            CANDIDATE_FIRST_TOTAL_GIB,
            CANDIDATE_FIRST_CTX,
            CANDIDATE_FIRST_VERDICT);

    private static final List<Together> TOGETHER = List.of(
            new Together(GPU, GPU),
            new Together(EnumSet.of(MACHINE_VENDOR, MACHINE_GPU_ARCH, MACHINE_GPU_BANDWIDTH), GPU),
            new Together(FIRST, FIRST),
            new Together(EnumSet.of(CANDIDATE_OWN_SPLIT_TG), EnumSet.of(CANDIDATE_SPLIT)),
            new Together(EnumSet.of(CANDIDATE_DOTS, CANDIDATE_PPL_PERCENT)),
            new Together(EnumSet.of(CANDIDATE_FIRST_DOTS, CANDIDATE_FIRST_PPL_PERCENT)),
            new Together(EnumSet.of(CANDIDATE_FIRST_DOTS, CANDIDATE_FIRST_RELEASED), FIRST),
            new Together(EnumSet.of(CANDIDATE_MONTHS_NEWER), EnumSet.of(MODEL_RELEASED, CANDIDATE_FIRST_RELEASED)),
            new Together(EnumSet.of(CANDIDATE_FAILED_GIB, CANDIDATE_FAILED_FREE_GIB, CANDIDATE_FAILED_POOL)));

    /** Facts of which one tells that others are known as well. */
    private record Together(Set<Fact> one, Set<Fact> others) {
        private Together(Set<Fact> facts) {
            this(facts, facts);
        }

        private Together {
            one = Set.copyOf(one);
            others = Set.copyOf(others);
        }
    }

    private KnownFacts() {}

    /** Returns the facts that are known whenever a condition holds. */
    public static Set<Fact> when(Condition condition) {
        return with(decided(condition, true));
    }

    /** Returns the facts that are known where these are: themselves, those that come with them, and those that always are. */
    public static Set<Fact> with(Set<Fact> some) {
        Set<Fact> known = EnumSet.copyOf(ALWAYS);
        known.addAll(some);
        boolean more = true;
        while (more) {
            more = false;
            for (Together t : TOGETHER) {
                if (t.one().stream().anyMatch(known::contains)) {
                    more |= known.addAll(t.others());
                }
            }
        }
        return known;
    }

    /** Returns the facts that must be known for a condition to come out so; a comparison is decided only if both sides are known. */
    private static Set<Fact> decided(Condition condition, boolean outcome) {
        return switch (condition) {
            case Condition.All all -> outcome ? every(all.parts(), true) : any(all.parts(), false);
            case Condition.Any any -> outcome ? any(any.parts(), true) : every(any.parts(), false);
            case Condition.Not not -> decided(not.part(), !outcome);
            case Condition.Compare compare -> compare.facts();
        };
    }

    private static Set<Fact> every(List<Condition> parts, boolean outcome) {
        Set<Fact> facts = EnumSet.noneOf(Fact.class);
        parts.forEach(p -> facts.addAll(decided(p, outcome)));
        return facts;
    }

    /** One of the parts decides, and it is not known which: only what each of them tells is certain. */
    private static Set<Fact> any(List<Condition> parts, boolean outcome) {
        Set<Fact> facts = new HashSet<>(parts.isEmpty() ? Set.of() : with(decided(parts.getFirst(), outcome)));
        parts.forEach(p -> facts.retainAll(with(decided(p, outcome))));
        return facts;
    }
}
