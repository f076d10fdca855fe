package dev.llmfit.recommend.team;

/**
 * What a team needs of a model.
 *
 * @param users requests at the same time, 1 to {@link #MOST_USERS}
 * @param ctx tokens of each, prompt and answer, 1 or more
 */
public record TeamWish(int users, int ctx) {
    /** Far more than one machine serves at the same time; judgement. */
    public static final int MOST_USERS = 100_000;

    public TeamWish {
        if (users < 1 || users > MOST_USERS || ctx < 1) {
            throw new IllegalArgumentException(users + " users with " + ctx + " tokens each");
        }
    }
}
