package dev.llmfit.probe.intel;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.tools.IntelReading;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses what {@link LevelZeroLibrary} wrote down. */
public final class LevelZeroText {
    private LevelZeroText() {}

    /** Returns the devices that have memory of their own. */
    public static List<IntelReading> parse(String text) {
        KeyValues values = KeyValues.parse(text, '=');
        List<IntelReading> found = new ArrayList<>();
        for (int i = 0; i < Math.min(64, values.number("count").orElse(0)); i++) {
            String key = "device." + i + ".";
            Optional<Bytes> size = size(values, key + "size");
            if (size.isPresent() && size.get().count() > 0) {
                Optional<Bytes> free = size(values, key + "free").map(f -> f.min(size.get()));
                found.add(new IntelReading(
                        Optional.empty(), values.text(key + "address"), Optional.empty(), size, free, "Level Zero"));
            }
        }
        return found;
    }

    private static Optional<Bytes> size(KeyValues values, String key) {
        return values.size(key);
    }
}
