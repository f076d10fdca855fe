package dev.llmfit.render.machine;

import dev.llmfit.answers.machine.HardwareNamesAnswer;
import dev.llmfit.answers.machine.HardwareNamesAnswer.Named;
import dev.llmfit.probe.database.DevicePrice;
import dev.llmfit.probe.hardware.RentedMachines.Rented;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.units.NextStep.Ask;
import java.util.Locale;
import java.util.Optional;

/** Names of hardware for people, a line each that begins with the name. */
public final class HardwareNamesText {
    private HardwareNamesText() {}

    /** Writes the names: devices, rented machines, bundled machines. */
    public static void print(HardwareNamesAnswer answer, Page page) {
        Table table = new Table()
                .left("id")
                .right("GB")
                .right("GB/s")
                .right("USD")
                .left("price of")
                .left("launched")
                .left("name");
        for (Named device : answer.devices()) {
            table.row(
                    device.entry().id(),
                    number(device.entry().memoryGb()),
                    number(device.entry().bandwidthGbps()),
                    device.price()
                            .map(p -> String.format(Locale.ROOT, "%,.0f", p.usd()))
                            .orElse(""),
                    device.price().map(HardwareNamesText::date).orElse(""),
                    device.entry().launchDate().orElse(""),
                    device.entry().name());
        }
        for (Rented machine : answer.rented()) {
            table.row(
                    machine.name(),
                    "",
                    "",
                    "",
                    "",
                    "",
                    String.format(
                            Locale.ROOT,
                            "%s, %d cores, %.0f GiB RAM",
                            machine.devices(),
                            machine.cores(),
                            machine.ram().gib()));
        }
        answer.machines().forEach(id -> table.row(id, "", "", "", "", "", "a bundled machine"));
        page.table(table);
        page.line("");
        String first = answer.devices().isEmpty()
                ? answer.rented().stream()
                        .map(Rented::name)
                        .findFirst()
                        .orElseGet(() -> answer.machines().getFirst())
                : answer.devices().getFirst().entry().id();
        page.paragraph(
                "",
                String.format(
                        Locale.ROOT,
                        "%,d devices, %d rented machines, %d bundled machines",
                        answer.devices().size(),
                        answer.rented().size(),
                        answer.machines().size()));
        page.paste("Next", page.say(new Ask("recommend").and("hardware", first)));
    }

    private static String number(Optional<Double> value) {
        return value.map(v -> v == Math.rint(v) ? Long.toString(Math.round(v)) : Double.toString(v))
                .orElse("");
    }

    private static String date(DevicePrice price) {
        return price.date()
                        .substring(0, Math.min("2026-12".length(), price.date().length()))
                + (price.state() == DevicePrice.State.USED ? " used" : "");
    }
}
