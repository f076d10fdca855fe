package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.Pooling;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equality of launch options is written out; a new option must not be forgotten there. */
class LaunchOptionsTest {
    @ParameterizedTest
    @MethodSource("components")
    void everyOptionCounts(RecordComponent changed) throws ReflectiveOperationException {
        LaunchOptions original = LaunchOptions.defaults();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : LaunchOptions.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(original);
            values.add(component.getName().equals(changed.getName()) ? other(value) : value);
        }
        assertNotEquals(original, copy(values), changed.getName() + " is missing in equals");
    }

    @Test
    void equalOptionsHashAlike() throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : LaunchOptions.class.getRecordComponents()) {
            values.add(component.getAccessor().invoke(LaunchOptions.defaults()));
        }
        assertEquals(LaunchOptions.defaults(), copy(values));
        assertEquals(LaunchOptions.defaults().hashCode(), copy(values).hashCode());
    }

    static Stream<RecordComponent> components() {
        return Arrays.stream(LaunchOptions.class.getRecordComponents());
    }

    private static LaunchOptions copy(List<Object> values) throws ReflectiveOperationException {
        Class<?>[] types = components().map(RecordComponent::getType).toArray(Class<?>[]::new);
        return LaunchOptions.class.getDeclaredConstructor(types).newInstance(values.toArray());
    }

    private static Object other(Object value) {
        return switch (value) {
            case Integer i -> i + 1;
            case Boolean b -> !b;
            case GgmlType t -> t == GgmlType.F16 ? GgmlType.Q8_0 : GgmlType.F16;
            case LaunchOptions.FlashAttn f ->
                f == LaunchOptions.FlashAttn.ON ? LaunchOptions.FlashAttn.OFF : LaunchOptions.FlashAttn.ON;
            case LaunchOptions.SplitMode m ->
                m == LaunchOptions.SplitMode.ROW ? LaunchOptions.SplitMode.LAYER : LaunchOptions.SplitMode.ROW;
            case Optional<?> o -> o.isEmpty() ? Optional.of(Pooling.LAST) : Optional.empty();
            case ServerCaches c -> new ServerCaches(Optional.of(1), c.ctxCheckpoints());
            case List<?> list -> list.isEmpty() ? List.of(1.0) : List.of();
            default -> throw new AssertionError("no other value for " + value);
        };
    }
}
