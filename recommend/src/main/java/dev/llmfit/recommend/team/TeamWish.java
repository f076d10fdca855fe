package dev.llmfit.recommend.team;

import dev.llmfit.units.Amount;

/**
 * What a team needs of a model.
 *
 * @param users requests at the same time
 * @param ctx tokens of each, prompt and answer
 */
public record TeamWish(int users, int ctx) {
    public TeamWish {
        Amount.count(users, "users");
        Amount.count(ctx, "ctx");
    }
}
