package dev.llmfit.recommend.purchase;

import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.units.Amount;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something that can be bought.
 *
 * @param entry row of the hardware database
 * @param count how many of it
 * @param each price of one; empty if the database has none
 */
public record Purchase(HardwareEntry entry, int count, Optional<DevicePrice> each) {
    /** What computers are built with today. */
    static final String RAM_TYPE = "DDR5";

    public Purchase {
        Amount.count(count, "count");
    }

    /** Returns the price of all of them, USD. */
    public OptionalDouble priceUsd() {
        return each.isPresent() ? OptionalDouble.of(each.get().usd() * count) : OptionalDouble.empty();
    }

    /** Returns the name for {@code --hardware}. */
    public String selector() {
        return count == 1 ? entry.id() : count + "x " + entry.id();
    }

    /** Returns the name for people. */
    public String title() {
        return count == 1 ? entry.name() : count + " × " + entry.name();
    }

    /** Returns whether a computer around it must be bought too. */
    public boolean cardOnly() {
        return entry.kind() == HardwareEntry.Kind.GPU && !entry.isChip();
    }

    /** Returns the month of the price. */
    public Optional<String> month() {
        return each.map(p -> p.date().substring(0, Math.min(7, p.date().length())));
    }

    /** Returns the power of all of them under load, watts, if the database knows it. */
    public OptionalDouble watts() {
        OptionalDouble one = entry.tdpWatt().map(Purchase::lastNumber).orElse(OptionalDouble.empty());
        return one.isPresent() ? OptionalDouble.of(one.getAsDouble() * count) : one;
    }

    /** Returns the last number of a text such as {@code 80-150}; ranges are planned with their upper end. */
    static OptionalDouble lastNumber(String text) {
        int end = text.length();
        while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
            end--;
        }
        int start = end;
        while (start > 0 && (Character.isDigit(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        return start == end
                ? OptionalDouble.empty()
                : OptionalDouble.of(Double.parseDouble(text.substring(start, end)));
    }
}
