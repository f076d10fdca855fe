package dev.llmfit.sizing.speed;

import java.time.Instant;

/**
 * What was measured before and is kept, and now stands in a prediction.
 *
 * @param id what it is dropped by: {@code bench --forget ID}
 * @param time when it was measured; of several the oldest
 */
public record StoredNumber(String id, Instant time) {}
