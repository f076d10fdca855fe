package dev.llmfit.recommend.team;

/**
 * What a team needs of a model.
 *
 * @param users requests at the same time, 1 to {@link #MOST_USERS}
 * @param ctx tokens of each, prompt and answer, 1 or more
 * @param nodes computers like the one that is told, 1 to {@link #MOST_NODES}
 */
public record TeamWish(int users, int ctx, int nodes) {
    /** Far more than one machine serves at the same time; judgement. */
    public static final int MOST_USERS = 100_000;

    /** More than any launch of one model is spread over; judgement. */
    public static final int MOST_NODES = 64;

    public TeamWish {
        if (users < 1 || users > MOST_USERS || ctx < 1 || nodes < 1 || nodes > MOST_NODES) {
            throw new IllegalArgumentException(
                    users + " users with " + ctx + " tokens each on " + nodes + " computers");
        }
    }

    /** Creates a wish for one computer. */
    public TeamWish(int users, int ctx) {
        this(users, ctx, 1);
    }
}
