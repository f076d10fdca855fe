package dev.llmfit.recommend.wish;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asks for.
 *
 * @param useCase what the model is for
 * @param ctx context that each user needs, tokens; empty lets the rules choose and lower it
 * @param minTps slowest acceptable generation of each user, tok/s
 * @param users slots; empty lets the rules choose
 * @param fileType the only file type to consider
 * @param cacheTypes types to consider for the cache, best first
 * @param margin room to keep on each device
 * @param top candidates wanted, at least 1
 * @param aim what to have the most of
 */
public record Request(
        UseCase useCase,
        Optional<Integer> ctx,
        Optional<Double> minTps,
        Optional<Integer> users,
        Optional<String> fileType,
        List<GgmlType> cacheTypes,
        Bytes margin,
        int top,
        Aim aim) {
    public Request {
        ctx.ifPresent(c -> Amount.count(c, "ctx"));
        minTps.ifPresent(t -> Amount.rate(t, "minTps"));
        users.ifPresent(u -> Amount.count(u, "users"));
        cacheTypes = List.copyOf(cacheTypes);
        if (top < 1) {
            throw new IllegalArgumentException("at least one candidate must be asked for, not " + top);
        }
        if (cacheTypes.isEmpty()) {
            throw new IllegalArgumentException("no cache type to consider");
        }
    }

    /** Creates a balanced request. */
    public Request(
            UseCase useCase,
            Optional<Integer> ctx,
            Optional<Double> minTps,
            Optional<Integer> users,
            Optional<String> fileType,
            List<GgmlType> cacheTypes,
            Bytes margin,
            int top) {
        this(useCase, ctx, minTps, users, fileType, cacheTypes, margin, top, Aim.BALANCED);
    }

    /** Returns a request for a chat with everything else left to the rules: f16 and q8_0 caches, 1 GiB margin, five candidates. */
    public static Request chat() {
        return new Request(
                UseCase.CHAT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(GgmlType.F16, GgmlType.Q8_0),
                Budgets.DEFAULT_MARGIN,
                5);
    }

    /** Returns a copy with this context of each user. */
    public Request withCtx(int tokens) {
        return new Request(useCase, Optional.of(tokens), minTps, users, fileType, cacheTypes, margin, top, aim);
    }

    /** Returns a copy for another use. */
    public Request withUseCase(UseCase other) {
        return new Request(other, ctx, minTps, users, fileType, cacheTypes, margin, top, aim);
    }

    /** Returns a copy for so many people at once. */
    public Request withUsers(int people) {
        return new Request(useCase, ctx, minTps, Optional.of(people), fileType, cacheTypes, margin, top, aim);
    }

    /** Returns a copy with this number of candidates. */
    public Request withTop(int candidates) {
        return new Request(useCase, ctx, minTps, users, fileType, cacheTypes, margin, candidates, aim);
    }

    /** Returns a copy with this file type as the only one. */
    public Request withFileType(String only) {
        return new Request(useCase, ctx, minTps, users, Optional.of(only), cacheTypes, margin, top, aim);
    }

    /** Returns a copy with this aim. */
    public Request withAim(Aim most) {
        return new Request(useCase, ctx, minTps, users, fileType, cacheTypes, margin, top, most);
    }

    /** Returns a copy with this slowest acceptable speed, tok/s. */
    public Request withMinTps(double tokensPerSecond) {
        return new Request(useCase, ctx, Optional.of(tokensPerSecond), users, fileType, cacheTypes, margin, top, aim);
    }
}
