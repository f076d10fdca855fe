package dev.llmfit.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@link PlainRecords} writes returns what Java's own methods return. */
class PlainRecordsTest {
    /** Every kind of component. */
    record Kinds(
            boolean flag,
            byte tiny,
            short small,
            char letter,
            int number,
            long large,
            float coarse,
            double fine,
            @Nullable String text,
            List<String> list) {}

    /** No component. */
    record Nothing() {}

    /** Writes one method itself. */
    record Own(String text, int ignored) {
        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Own own && own.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    private static final Object[][] KINDS = {
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {false, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) -1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) -2, 'a', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'b', 3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', -3, 4L, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 1L << 40, 5f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, Float.NaN, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 0f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, -0f, 6d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, Double.NaN, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 0d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, -0d, "text", List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, null, List.of("x")},
        {true, (byte) 1, (short) 2, 'a', 3, 4L, 5f, 6d, "text", List.of()},
    };

    @Test
    void allKindsOfComponentsAreComparedAndHashedAlike() throws ReflectiveOperationException, IOException {
        List<Object> javas = made(Kinds.class, KINDS);
        Class<?> plain = plain(Kinds.class);
        List<Object> ours = made(plain, KINDS);
        List<Object> again = made(plain, KINDS);
        for (int i = 0; i < KINDS.length; i++) {
            assertEquals(javas.get(i).hashCode(), ours.get(i).hashCode(), javas.get(i)::toString);
            for (int j = 0; j < KINDS.length; j++) {
                assertEquals(javas.get(i).equals(javas.get(j)), ours.get(i).equals(again.get(j)));
            }
            assertNotEquals(ours.get(i), javas.get(i)); // of another class
            assertNotEquals(null, ours.get(i));
        }
    }

    @Test
    void recordWithoutComponentsEqualsItsLike() throws ReflectiveOperationException, IOException {
        Class<?> plain = plain(Nothing.class);
        Object[][] none = {{}, {}};
        List<Object> two = made(plain, none);
        assertEquals(two.get(0), two.get(1));
        assertEquals(new Nothing().hashCode(), two.getFirst().hashCode());
    }

    @Test
    void whatAProgramWroteItselfStays() throws IOException {
        assertTrue(PlainRecords.plain(bytes(Own.class)).isEmpty());
        assertTrue(PlainRecords.plain(bytes(PlainRecordsTest.class)).isEmpty());
    }

    private static List<Object> made(Class<?> record, Object[][] values) throws ReflectiveOperationException {
        Constructor<?> constructor = record.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        List<Object> all = new ArrayList<>();
        for (Object[] value : values) {
            all.add(constructor.newInstance(value));
        }
        return all;
    }

    private static byte[] bytes(Class<?> of) throws IOException {
        String file = of.getName().substring(of.getPackageName().length() + 1) + ".class";
        try (InputStream in = requireNonNull(of.getResourceAsStream(file))) {
            return in.readAllBytes();
        }
    }

    private static Class<?> plain(Class<?> record) throws IOException {
        byte[] plain = PlainRecords.plain(bytes(record)).orElseThrow();
        assertTrue(PlainRecords.plain(plain).isEmpty());
        return new ClassLoader(record.getClassLoader()) {
            Class<?> defined() {
                return defineClass(record.getName(), plain, 0, plain.length);
            }
        }.defined();
    }
}
