package dev.llmfit.answers;

/**
 * Something that is found or made from what a {@link Workbench} has, and is the same each time: a model by its name, a machine by
 * its id. Two lookups are equal if they find the same; a record is.
 *
 * @param <V> what is found
 */
public interface Lookup<V> {
    /** Finds it. Asked through {@link Workbench#find}. Failures leave as they are, those of reading unchecked. */
    V find(Workbench bench);

    /** Returns how many bytes of memory it and what it finds take, about: of models, which can be large. */
    default long heldBytes() {
        return 0;
    }
}
