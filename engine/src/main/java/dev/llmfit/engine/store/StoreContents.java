package dev.llmfit.engine.store;

import java.util.List;
import java.util.Optional;

/**
 * What a file of the store tells.
 *
 * @param records what can be used, oldest first
 * @param damage what cannot
 */
public record StoreContents<T>(List<T> records, Optional<StoreDamage> damage) {
    public StoreContents {
        records = List.copyOf(records);
    }
}
