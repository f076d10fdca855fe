package dev.llmfit.json;

import dev.llmfit.units.Bytes;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** An object; its members keep the order in which they were put. */
public final class JsonObject implements JsonValue {
    private final SequencedMap<String, JsonValue> members;

    private JsonObject(SequencedMap<String, JsonValue> members) {
        this.members = members;
    }

    /** Returns a builder without members. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the members in their order; unmodifiable. */
    public SequencedMap<String, JsonValue> members() {
        return members;
    }

    @Override
    public Optional<JsonValue> get(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Returns a builder that begins with the members of this object. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.members.putAll(members);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof JsonObject other && members.equals(other.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return Json.compact(this);
    }

    /** Puts members one after the other. A name that is put twice is a mistake of the program. */
    public static final class Builder {
        private final SequencedMap<String, JsonValue> members = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Puts a value.
         *
         * @throws IllegalArgumentException if there is a member of this name
         */
        public Builder put(String name, JsonValue value) {
            if (members.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException("the object has a member '" + name + "' already");
            }
            return this;
        }

        /** Puts a value in the place of the member of this name, or at the end if there is none. */
        public Builder replace(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        /** Puts a text. */
        public Builder put(String name, String value) {
            return put(name, new JsonString(value));
        }

        /** Puts a whole number. */
        public Builder put(String name, long value) {
            return put(name, new JsonNumber.Whole(value));
        }

        /** Puts a real number; null if it is not finite. */
        public Builder put(String name, double value) {
            return put(name, JsonValue.of(value));
        }

        /** Puts true or false. */
        public Builder put(String name, boolean value) {
            return put(name, JsonBoolean.of(value));
        }

        /** Puts a size in bytes. */
        public Builder put(String name, Bytes value) {
            return put(name, value.count());
        }

        /** Puts the name of a constant. */
        public Builder put(String name, Enum<?> value) {
            return put(name, value.name());
        }

        /** Puts an array of what {@link JsonValue#of} knows. */
        public Builder put(String name, Collection<?> values) {
            return put(name, JsonValue.of(values));
        }

        /** Puts what an optional of any kind holds, or null. */
        public Builder putOrNull(String name, Object optional) {
            return put(name, JsonValue.of(optional));
        }

        /** Puts what an optional of any kind holds, or nothing. */
        public Builder putIfPresent(String name, Object optional) {
            JsonValue value = JsonValue.of(optional);
            return value.equals(JsonNull.NULL) ? this : put(name, value);
        }

        /** Puts all members of another object. */
        public Builder putAll(JsonObject other) {
            other.members.forEach(this::put);
            return this;
        }

        /** Returns the object. */
        public JsonObject build() {
            return new JsonObject(Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members)));
        }
    }
}
