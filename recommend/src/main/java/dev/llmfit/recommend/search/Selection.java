package dev.llmfit.recommend.search;

import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Verdict;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The list that is shown. Launches come in the order of their score; one is added if it gives something that no launch before it gives.
 * A short list holds one launch of each level of quality and placement.
 */
public final class Selection {
    /** Lists up to the default length ({@code --top} 5) show differences, longer ones all steps. */
    private static final int SHORT = 5;

    private final LaunchSearch search;
    private final Objective objective;
    private final int top;
    private final List<PlannedLaunch> chosen = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    public Selection(LaunchSearch search, Objective objective, int top) {
        this.search = search;
        this.objective = objective;
        this.top = top;
    }

    public boolean full() {
        return chosen.size() >= top;
    }

    public List<PlannedLaunch> chosen() {
        return List.copyOf(chosen);
    }

    /** Returns whether a branch may lead to a launch that is added; what is said of it is certain, its speed at most its bound. */
    public boolean mayAdd(SearchBranch o) {
        if (chosen.isEmpty()) {
            return true;
        }
        Quality quality = search.quality(o);
        if (o.bound().tier() > allowedTier() || tooPoor(quality)) {
            return false;
        }
        if (o.stage() == SearchBranch.Stage.FILE) {
            return true;
        }
        boolean shorter = top <= SHORT && o.ctx() < chosen.getFirst().options().nCtx();
        return !shorter
                && !isTaken(o)
                && chosen.stream().noneMatch(c -> covers(c, quality, o.bound().tg(), o.ctx()));
    }

    /**
     * Returns whether the list holds a launch of the same level of quality and placement. One in parts is another placement than a whole
     * one, but is of interest only where it would be better than that one if the devices held it.
     */
    private boolean isTaken(SearchBranch o) {
        String cell = cell(o.verdict(), o.fileType());
        return taken.contains(cell)
                && (o.stage() != SearchBranch.Stage.PARTS
                        || chosen.stream()
                                .filter(c -> cell(c.verdict(), c.fileType()).equals(cell))
                                .anyMatch(c -> search.ifWhole(o).compareTo(c.score()) <= 0));
    }

    /** Adds a launch unless another in the list is better in everything, or it in everything than another. */
    public void offer(PlannedLaunch launch) {
        boolean wanted = chosen.isEmpty()
                || (launch.score().tier() <= allowedTier()
                        && !tooPoor(launch.quality())
                        && chosen.stream().noneMatch(c -> launch.dominatedBy(c) || c.dominatedBy(launch)));
        if (wanted) {
            chosen.add(launch);
            taken.add(cell(launch.verdict(), launch.fileType()));
        }
    }

    private int allowedTier() {
        return Math.max(1, chosen.getFirst().score().tier());
    }

    private boolean tooPoor(Quality quality) {
        double first = chosen.getFirst().quality().pplPercent().orElse(0.0);
        return quality.pplPercent().orElse(0.0) > Math.max(objective.comfortPpl(), first);
    }

    private static boolean covers(PlannedLaunch c, Quality quality, double tg, int ctx) {
        return c.quality().doublingsLost() <= quality.doublingsLost()
                && c.tg() >= tg
                && c.options().nCtx() >= ctx;
    }

    private String cell(Verdict verdict, String fileType) {
        return top <= SHORT ? verdict.id() + " " + search.dots(fileType) : verdict.id() + " " + fileType;
    }
}
