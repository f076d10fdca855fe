package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Workbench;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.offer.Listing;
import dev.llmfit.recommend.search.ModelSearch;
import dev.llmfit.recommend.wish.Request;
import java.util.List;
import java.util.Optional;

/** Holds a model against the first of a list. */
final class WhyNotAnswering {
    private final Recommender recommender;
    private final Request request;

    WhyNotAnswering(Recommender recommender, Request request) {
        this.recommender = recommender;
        this.request = request;
    }

    WhyNot answer(Workbench bench, String reference, Recommendation list) {
        Offers.Named named = Offers.find(bench, reference);
        Recommendation own = recommender.forModel(
                named.offer(), named.fileType().map(request::withFileType).orElse(request));
        List<Candidate> rows = list.candidates();
        Optional<Integer> row = rows.stream()
                .filter(c -> c.model().equals(named.offer().name()))
                .map(Candidate::rank)
                .findFirst();
        Optional<String> unsuited = unsuited(named.offer().listing());
        return new WhyNot(
                named.meant(),
                own.candidates().getFirst(),
                rows.stream().findFirst(),
                row,
                unsuited.isEmpty(),
                unsuited.or(own::why));
    }

    private Optional<String> unsuited(Listing listing) {
        if (ModelSearch.suits(request.useCase(), listing)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (request.useCase()) {
                    case VISION -> "It is not considered for images: as far as the catalogue knows it takes none.";
                    case EMBEDDING -> "It is not considered for embeddings: it was made to write.";
                    case RERANK ->
                        "It is not considered for ranking: it was not made to say how well a passage answers.";
                    case AUTOCOMPLETE ->
                        "It is not considered for completion: as far as the catalogue knows it does not fill in the middle.";
                    case CHAT, CODING, REASONING, RAG, AGENTS, BATCH ->
                        "It is not considered: it makes embeddings and writes nothing.";
                });
    }
}
