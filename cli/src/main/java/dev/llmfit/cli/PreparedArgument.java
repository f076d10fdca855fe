package dev.llmfit.cli;

import dev.llmfit.cli.flags.OwnSpellings;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Range;

/**
 * An option of a command or a word behind it, as the build read it from an annotation.
 *
 * @param path the fields that lead from the command to the object that the member is of
 * @param member the field or method that takes the value
 * @param isMethod whether it is a method
 * @param names spellings; empty for a word
 * @param types the type of the member; behind it, those of its elements
 * @param arity how many words follow; empty if the type says it
 * @param index which word it is; empty for the next ones
 * @param label what stands for the value in messages
 * @param split what separates values in one word; empty for nothing
 * @param fallback the value if none follows
 * @param preset the value if the option is not given; empty for what the member holds
 * @param converter the class that reads a value; empty for picocli's own
 * @param isRequired whether the line is refused without it
 * @param isHelp whether help or a version is asked for by it
 */
record PreparedArgument(
        List<String> path,
        String member,
        boolean isMethod,
        List<String> names,
        List<String> types,
        String arity,
        String index,
        String label,
        String split,
        String fallback,
        Optional<String> preset,
        String converter,
        boolean isRequired,
        boolean isHelp) {
    private static final String FIELD = "\t";
    private static final int FIELDS = 14;
    private static final String WORD = " ";

    /** Writes the argument in one line. */
    String text() {
        List<String> fields = List.of(
                String.join(WORD, path),
                member,
                isMethod ? "method" : "",
                String.join(WORD, names),
                String.join(WORD, types),
                arity,
                index,
                label,
                split,
                fallback,
                preset.map(value -> "=" + value).orElse(""),
                converter,
                isRequired ? "required" : "",
                isHelp ? "help" : "");
        String text = String.join(FIELD, fields);
        if (text.contains("\n") || text.split(FIELD, -1).length != FIELDS) {
            throw new IllegalStateException("an option cannot be written in a line: " + text);
        }
        return text;
    }

    /** Reads what {@link #text} wrote. */
    static PreparedArgument read(String text) {
        String[] f = text.split(FIELD, -1);
        return new PreparedArgument(
                words(f[0]),
                f[1],
                !f[2].isEmpty(),
                words(f[3]),
                words(f[4]),
                f[5],
                f[6],
                f[7],
                f[8],
                f[9],
                f[10].isEmpty() ? Optional.empty() : Optional.of(f[10].substring(1)),
                f[11],
                !f[12].isEmpty(),
                !f[13].isEmpty());
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(WORD, -1));
    }

    /** Returns how many words follow the option. */
    int following() {
        Range range = arity.isEmpty() ? Range.valueOf(isFlag() ? "0" : "1") : Range.valueOf(arity);
        return OwnSpellings.following(range);
    }

    private boolean isFlag() {
        return types.getFirst().equals("boolean") || types.getFirst().equals("java.lang.Boolean");
    }

    /** Returns whether it has a value where it is not given, which a parser sets. */
    boolean isPreset() {
        return preset.isPresent();
    }

    /** Returns the option for a command. */
    OptionSpec option(Object command) throws ReflectiveOperationException {
        Bound bound = bound(command);
        OptionSpec.Builder option = OptionSpec.builder(names.toArray(String[]::new))
                .type(bound.type())
                .auxiliaryTypes(bound.elements().toArray(Class<?>[]::new))
                .converters(bound.converters().toArray(ITypeConverter<?>[]::new))
                .getter(bound.getter())
                .setter(bound.setter())
                .initialValue(bound.initial())
                .hasInitialValue(!isMethod)
                .splitRegex(split)
                .fallbackValue(fallback)
                .paramLabel(label);
        preset.ifPresent(option::defaultValue);
        return (arity.isEmpty() ? option : option.arity(arity)).build();
    }

    /** Returns the word for a command. */
    PositionalParamSpec positional(Object command) throws ReflectiveOperationException {
        Bound bound = bound(command);
        PositionalParamSpec.Builder word = PositionalParamSpec.builder()
                .type(bound.type())
                .auxiliaryTypes(bound.elements().toArray(Class<?>[]::new))
                .converters(bound.converters().toArray(ITypeConverter<?>[]::new))
                .getter(bound.getter())
                .setter(bound.setter())
                .initialValue(bound.initial())
                .hasInitialValue(!isMethod)
                .splitRegex(split)
                .required(isRequired)
                .paramLabel(label);
        preset.ifPresent(word::defaultValue);
        PositionalParamSpec.Builder placed = index.isEmpty() ? word : word.index(index);
        return (arity.isEmpty() ? placed : placed.arity(arity)).build();
    }

    /** What of an argument is of one command: what takes the value, and how it is read. */
    private record Bound(
            Class<?> type,
            List<Class<?>> elements,
            List<ITypeConverter<?>> converters,
            IGetter getter,
            ISetter setter,
            @Nullable Object initial) {}

    private Bound bound(Object command) throws ReflectiveOperationException {
        Object owner = command;
        for (String step : path) {
            Field field = owner.getClass().getDeclaredField(step);
            field.setAccessible(true);
            owner = Objects.requireNonNull(field.get(owner), step);
        }
        Class<?> type = type(types.getFirst());
        List<Class<?>> elements = new ArrayList<>();
        for (String element : types.subList(1, types.size())) {
            elements.add(type(element));
        }
        List<ITypeConverter<?>> converters = new ArrayList<>();
        if (!converter.isEmpty()) {
            Constructor<?> made = Class.forName(converter).getDeclaredConstructor();
            made.setAccessible(true);
            converters.add((ITypeConverter<?>) made.newInstance());
        }
        if (isMethod) {
            Method method = owner.getClass().getDeclaredMethod(member, type);
            method.setAccessible(true);
            CalledMember called = new CalledMember(owner, method);
            return new Bound(type, elements, converters, called, called, null);
        }
        Field field = owner.getClass().getDeclaredField(member);
        field.setAccessible(true);
        SetMember set = new SetMember(owner, field);
        return new Bound(type, elements, converters, set, set, field.get(owner));
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return switch (name) {
            case "boolean" -> boolean.class;
            case "int" -> int.class;
            case "long" -> long.class;
            case "double" -> double.class;
            default -> Class.forName(name);
        };
    }

    /** A field that takes a value. */
    private record SetMember(Object owner, Field field) implements IGetter, ISetter {
        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli declares it
        public <T> @Nullable T get() throws ReflectiveOperationException {
            return (T) field.get(owner);
        }

        @Override
        public <T> @Nullable T set(@Nullable T value) throws ReflectiveOperationException {
            T before = get();
            field.set(owner, value);
            return before;
        }
    }

    /** A method that takes a value; it is told what it took last. */
    private static final class CalledMember implements IGetter, ISetter {
        private final Object owner;
        private final Method method;
        private @Nullable Object last;

        CalledMember(Object owner, Method method) {
            this.owner = owner;
            this.method = method;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as picocli declares it
        public <T> @Nullable T get() {
            return (T) last;
        }

        @Override
        public <T> @Nullable T set(@Nullable T value) throws ReflectiveOperationException {
            T before = get();
            method.invoke(owner, value);
            last = value;
            return before;
        }
    }

    /**
     * Reads the annotation of an argument.
     *
     * @throws IllegalStateException if it says what cannot be prepared
     */
    static PreparedArgument annotated(ArgSpec arg, Object command) {
        Member member = (Member) arg.userObject();
        List<String> path = new ArrayList<>();
        if (arg.group() != null
                || (arg.isOption() && arg.required())
                || arg.parameterConsumer() != null
                || arg.interactive()
                || arg.converters().length > 1
                || arg.type().isArray()
                || !find(member.getDeclaringClass(), command.getClass(), path)) {
            throw new IllegalStateException(member + " cannot be prepared");
        }
        boolean isMethod = member instanceof Method;
        List<String> types = new ArrayList<>(List.of(arg.type().getName()));
        for (Class<?> element : arg.auxiliaryTypes()) {
            types.add(element.getName());
        }
        Range arity = arg.arity();
        Range index = arg instanceof PositionalParamSpec word ? word.index() : new Range(0, 0, false, true, "");
        return new PreparedArgument(
                List.copyOf(path),
                member.getName(),
                isMethod,
                arg instanceof OptionSpec option ? List.of(option.names()) : List.of(),
                List.copyOf(types),
                arity.isUnspecified() ? "" : arity.toString(),
                index.isUnspecified() ? "" : index.toString(),
                arg.paramLabel(),
                arg.splitRegex(),
                arg instanceof OptionSpec option ? option.fallbackValue() : "",
                Optional.ofNullable(arg.defaultValue()),
                arg.converters().length == 0
                        ? ""
                        : arg.converters()[0].getClass().getName(),
                arg.required(),
                arg instanceof OptionSpec option && (option.usageHelp() || option.versionHelp()));
    }

    /** Finds the one way from a class over groups of options to the class that declares a member. */
    private static boolean find(Class<?> declaring, Class<?> from, List<String> path) {
        if (from.equals(declaring)) {
            return true;
        }
        for (Field field : from.getDeclaredFields()) {
            if (field.isAnnotationPresent(Mixin.class)) {
                path.add(field.getName());
                if (find(declaring, field.getType(), path)) {
                    return true;
                }
                path.removeLast();
            }
        }
        return false;
    }
}
