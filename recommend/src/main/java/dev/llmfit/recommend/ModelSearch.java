package dev.llmfit.recommend;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Best-first search over the models of a catalogue. A model enters with the score that it could reach if it ran at the speed of the
 * memory and its file took no more than its weights; it is laid out and sized only when that bound is the best of all.
 */
final class ModelSearch {
    /** Bounds leave this much for what they do not know: the exact file size and the part of the embedding that is read. */
    private static final double OPTIMISM = 1.1;

    /** Of small models the token embedding, which is not read whole, is up to half. */
    private static final double EMBEDDING_READ = 0.7;

    /** Of a mixture of experts, what is read least can lie on the host: it takes less than its share of the time. */
    private static final double MOE_HOST_SHARE = 0.3;

    private final List<? extends ModelOffer> catalogue;
    private final Situation situation;
    private final Engines engines;

    /**
     * The best launch of a model.
     *
     * @param launch the launch
     * @param profile the model's shape
     */
    record Found(Launch launch, ModelProfile profile) {}

    private record Branch(int order, ModelOffer offer, Score bound, Optional<Found> found)
            implements Comparable<Branch> {
        @Override
        public int compareTo(Branch other) {
            int byScore = other.bound.compareTo(bound);
            return byScore != 0 ? byScore : Integer.compare(order, other.order);
        }
    }

    ModelSearch(List<? extends ModelOffer> catalogue, Situation situation, Engines engines) {
        this.catalogue = catalogue;
        this.situation = situation;
        this.engines = engines;
    }

    /** Returns the best models, at most one of each family. */
    List<Found> best(int top) {
        PriorityQueue<Branch> open = new PriorityQueue<>();
        int order = 0;
        for (ModelOffer offer : catalogue) {
            if (fitsUseCase(offer.listing())) {
                Optional<Score> bound = bound(offer);
                if (bound.isPresent()) {
                    open.add(new Branch(order, offer, bound.get(), Optional.empty()));
                }
            }
            order++;
        }
        List<Found> found = new ArrayList<>();
        Set<String> families = new HashSet<>();
        while (found.size() < top && !open.isEmpty()) {
            Branch branch = open.poll();
            String family =
                    branch.offer().listing().family().orElse(branch.offer().name());
            if (families.contains(family)) {
                continue;
            }
            if (branch.found().isPresent()) {
                if (found.isEmpty()
                        || branch.bound().tier()
                                <= Math.max(1, found.getFirst().launch().score().tier())) {
                    found.add(branch.found().get());
                    families.add(family);
                }
                continue;
            }
            size(branch).ifPresent(open::add);
        }
        return found;
    }

    private boolean fitsUseCase(Listing listing) {
        boolean embeds =
                listing.purposes().contains("embedding") || listing.purposes().contains("rerank");
        return switch (situation.objective().useCase()) {
            case EMBEDDING -> listing.purposes().contains("embedding");
            case VISION -> listing.vision();
            default -> !embeds;
        };
    }

    private Optional<Branch> size(Branch branch) {
        ModelOffer offer = branch.offer();
        try {
            LaunchSearch search = new LaunchSearch(
                    offer,
                    Recommender.fileTypes(offer, situation.request()),
                    situation.machine(),
                    situation.budgets(),
                    situation.objective(),
                    situation.request().cacheTypes(),
                    engines);
            return search.next()
                    .map(l ->
                            new Branch(branch.order(), offer, l.score(), Optional.of(new Found(l, search.profile()))));
        } catch (UnsupportedArchitectureException e) {
            return Optional.empty(); // a model that cannot be sized is no candidate; llmfit models says which are
        }
    }

    private Optional<Score> bound(ModelOffer offer) {
        Optional<ModelOffer.Outline> outline = offer.outline();
        if (outline.isEmpty()) {
            return Optional.of(new Score(0, Double.POSITIVE_INFINITY, 0));
        }
        ModelOffer.Outline o = outline.get();
        Objective objective = situation.objective();
        double worth = objective.modelWorth(Math.sqrt((double) o.parameters() * o.activeParameters()), offer.listing());
        Score best = null;
        for (String fileType : Recommender.fileTypes(offer, situation.request())) {
            double bytes = offer.leastBytes(fileType).count();
            if (bytes > situation.budgets().everything() * OPTIMISM) {
                continue;
            }
            double read = bytes * EMBEDDING_READ * o.activeParameters() / o.parameters();
            Quality quality =
                    QualityTable.of(fileType, o.parameters(), offer.listing().nativeType());
            Score score = objective.score(worth, quality, fastest(bytes, read), objective.ctx());
            best = best == null || score.compareTo(best) > 0 ? score : best;
        }
        return Optional.ofNullable(best);
    }

    /** Returns the tok/s at the peak bandwidth of the memories, the devices filled first. */
    private double fastest(double bytes, double read) {
        Machine machine = situation.machine();
        double onDevices = Math.min(1, situation.budgets().allDevices() * OPTIMISM / bytes);
        double deviceBandwidth = 0;
        for (Device device : machine.devices()) {
            deviceBandwidth = Math.max(deviceBandwidth, device.bandwidthGbps().orElse(Double.POSITIVE_INFINITY));
        }
        double hostBandwidth = machine.hostPool().bandwidthGbps().orElse(Double.POSITIVE_INFINITY);
        boolean moe = read < bytes * 0.8;
        double onHost = (1 - onDevices) * (moe ? MOE_HOST_SHARE : 1);
        double seconds = onDevices > 0 && deviceBandwidth > 0 ? read * onDevices / (deviceBandwidth * 1e9) : 0;
        seconds += onDevices < 1 ? read * onHost / (hostBandwidth * 1e9) : 0;
        return seconds > 0 ? OPTIMISM / seconds : 1e6;
    }
}
