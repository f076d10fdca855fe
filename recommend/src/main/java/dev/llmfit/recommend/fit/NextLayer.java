package dev.llmfit.recommend.fit;

import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one more layer on the GPU would miss. Sized when it is first asked for: a search finds many more launches than it tells of. Safe
 * for use by several threads.
 */
public final class NextLayer {
    /** There is no layer to move. */
    public static final NextLayer NONE = new NextLayer(OptionalLong::empty);

    private final Supplier<OptionalLong> sized;
    private @Nullable OptionalLong missing;

    /** Creates what is sized by this. */
    public NextLayer(Supplier<OptionalLong> sized) {
        this.sized = sized;
    }

    /** Returns the bytes that it would miss; empty if there is none to move, or it would miss nothing. */
    public synchronized OptionalLong missing() {
        OptionalLong known = missing;
        if (known == null) {
            known = sized.get();
            missing = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof NextLayer next && missing().equals(next.missing()));
    }

    @Override
    public int hashCode() {
        return missing().hashCode();
    }

    @Override
    public String toString() {
        return missing().toString();
    }
}
