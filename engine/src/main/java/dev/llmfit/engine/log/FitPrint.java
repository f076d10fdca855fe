package dev.llmfit.engine.log;

import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@code llama-fit-params -fitp on} prints: device, weights, context and compute in whole MiB, rounded down. */
public final class FitPrint {
    private FitPrint() {}

    /**
     * Parses its standard output.
     *
     * @throws IllegalArgumentException if there is no such line
     */
    public static List<BufferSizes> parse(List<String> lines) {
        List<BufferSizes> sizes = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.strip().split(" +", -1);
            if (words.length == 4
                    && words[1].matches("[0-9]{1,9}")
                    && words[2].matches("[0-9]{1,9}")
                    && words[3].matches("[0-9]{1,9}")) {
                String name = words[0].equals("Host") ? "host" : words[0];
                sizes.add(new BufferSizes(name, mib(words[1]), mib(words[2]), mib(words[3])));
            }
        }
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("llama-fit-params printed no sizes");
        }
        return sizes;
    }

    private static Bytes mib(String text) {
        return Bytes.ofMib((double) Long.parseLong(text));
    }
}
