package dev.llmfit.gguf.phantom;

import dev.llmfit.gguf.arch.HyperParameters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The layers of a model that are enough to have one of every kind and the real period: the first ones, the first of those that
 * share a cache, and all for next-token prediction.
 */
final class KeptLayers {
    /** A period may begin late or be broken near the end (kimi-linear); it must hold between the outer quarters. Judgement. */
    private static final int TAIL = 4;

    /** First and last layer are built differently from those between ({@code build_graph} of most files in {@code src/models}). */
    private static final int LEAST = 2;

    private final HyperParameters hp;
    private final List<LayerKind> kinds;

    KeptLayers(HyperParameters hp, List<LayerKind> kinds) {
        this.hp = hp;
        this.kinds = kinds;
    }

    /** Returns what may be kept, the fewest first and all layers last; not each is right for each architecture. */
    List<List<Integer>> choices() {
        int shared = Math.min(hp.nLayerKv(), hp.nLayer());
        List<Integer> own = prefix(0, shared);
        List<Integer> sharing = prefix(shared, hp.nLayer());
        List<Integer> all = range(0, hp.nLayer());
        Set<List<Integer>> choices = new LinkedHashSet<>();
        choices.add(with(own, sharing));
        choices.add(with(range(0, shared), sharing)); // gemma3n: the number of layers with a cache is not in the file
        choices.add(with(all, List.of()));
        return List.copyOf(choices);
    }

    private List<Integer> with(List<Integer> own, List<Integer> sharing) {
        List<Integer> kept = new ArrayList<>(own);
        kept.addAll(sharing);
        kept.addAll(range(hp.nLayer(), hp.nLayerAll()));
        return kept;
    }

    /** Returns the first layers of a range, up to one of every kind and a whole period behind those that lead. */
    private List<Integer> prefix(int from, int to) {
        if (from == to) {
            return List.of();
        }
        List<LayerKind> part = kinds.subList(from, to);
        Set<LayerKind> distinct = new LinkedHashSet<>(part);
        int last = distinct.stream().mapToInt(part::indexOf).max().orElse(0);
        int count = Math.max(Math.max(LEAST, last + 1), throughPeriod(part));
        // llama4, smollm3 and smallthinker leave out the rotation in every fourth layer, which no key tells
        count = Math.max(count, hp.rope().noRopeStep().orElse(0));
        return range(from, from + Math.min(count, part.size()));
    }

    /** Returns the fewest layers through the end of the first period, those that lead included; 0 without a period. */
    private static int throughPeriod(List<LayerKind> part) {
        int end = part.size() - part.size() / TAIL;
        for (int count = 1; count <= end / 2; count++) {
            for (int lead = 0; lead < count && lead <= part.size() / TAIL; lead++) {
                if (repeats(part, lead, count - lead)) {
                    return count;
                }
            }
        }
        return 0;
    }

    private static boolean repeats(List<LayerKind> part, int lead, int period) {
        int end = part.size() - part.size() / TAIL;
        return IntStream.range(lead, end - period).allMatch(i -> part.get(i).equals(part.get(i + period)));
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
