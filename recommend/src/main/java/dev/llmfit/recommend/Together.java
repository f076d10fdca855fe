package dev.llmfit.recommend;

import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several models that run on one machine at the same time.
 *
 * @param build modelled llama.cpp build
 * @param placed a launch of each, in the order in which they were named; of fewer if not all fit
 * @param missing names of those that do not fit beside the others
 * @param left bytes that are left of what plans may take: of each device, and {@code host}
 */
public record Together(EngineBuild build, List<Candidate> placed, List<String> missing, Map<String, Bytes> left) {
    public Together {
        placed = List.copyOf(placed);
        missing = List.copyOf(missing);
        left = Collections.unmodifiableMap(new LinkedHashMap<>(left));
    }

    /**
     * A model that is to run.
     *
     * @param offer the model
     * @param request what is wanted of it
     */
    public record Wanted(ModelOffer offer, Request request) {}
}
