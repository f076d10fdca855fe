package dev.llmfit.sizing.speed;

import dev.llmfit.sizing.speed.SpeedParts.Place;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What measurements on a machine say of the formula: how many times as long each class of weights, experts, layers, attention and the
 * link take, for prompts and for generation, on its GPUs and on its processor. Prices are those that explain all measured times
 * best and stay near the machine's whole where no measurement tells ({@link PriceFit}).
 */
public final class Calibration {
    /** A part must take this share of some measured test to be known from it; judgement. */
    private static final double TELLS = 0.10;

    private final Map<Evidence.Test, Prices> prices;
    private final List<CalibrationReading> readings;
    private final Optional<SpeedHost> host;

    private Calibration(
            Map<Evidence.Test, Prices> prices, List<CalibrationReading> readings, Optional<SpeedHost> host) {
        this.prices = prices;
        this.readings = readings;
        this.host = host;
    }

    /**
     * Returns what readings say; empty if none of them tells of one place.
     *
     * @param host the processor as the formula knew it when they were made; empty for that of each launch
     */
    public static Optional<Calibration> of(List<CalibrationReading> readings, Optional<SpeedHost> host) {
        List<CalibrationReading> telling = readings.stream()
                .filter(r -> r.predicted().place() != Place.BOTH)
                .toList();
        if (telling.isEmpty()) {
            return Optional.empty();
        }
        Map<Evidence.Test, Prices> prices = new EnumMap<>(Evidence.Test.class);
        for (Evidence.Test test : Evidence.Test.values()) {
            prices.put(test, new Prices(fit(telling, test, Place.DEVICE), fit(telling, test, Place.HOST)));
        }
        return Optional.of(new Calibration(prices, telling, host));
    }

    private static List<CalibrationReading> of(List<CalibrationReading> readings, Evidence.Test test, Place place) {
        return readings.stream()
                .filter(r -> r.test() == test && r.predicted().place() == place)
                .toList();
    }

    private static boolean tell(List<CalibrationReading> readings, int index) {
        return readings.stream().anyMatch(r -> r.predicted().share(index) > TELLS);
    }

    private static double[] fit(List<CalibrationReading> readings, Evidence.Test test, Place place) {
        List<CalibrationReading> of = of(readings, test, place);
        return of.isEmpty() ? Prices.ones() : PriceFit.of(of, place == Place.DEVICE);
    }

    /** Returns the launch as this machine takes it for a prompt. */
    SpeedRequest prompt(SpeedRequest request) {
        return PricedWork.prompt(on(request), prices(Evidence.Test.PP));
    }

    /** Returns the launch as this machine takes it for generation. */
    SpeedRequest generation(SpeedRequest request) {
        return PricedWork.generation(on(request), prices(Evidence.Test.TG));
    }

    private SpeedRequest on(SpeedRequest request) {
        return host.filter(h -> request.host()
                        .filter(now -> now.threads() == h.threads())
                        .isPresent())
                .map(request::withHost)
                .orElse(request);
    }

    private Prices prices(Evidence.Test test) {
        return Objects.requireNonNull(prices.get(test), "every test has prices");
    }

    /** Returns how well a test of a launch is known from the readings. */
    Knowledge knowledge(Evidence.Test test, SpeedRequest request) {
        Place place = request.place(test);
        if (place == Place.BOTH) {
            return Knowledge.PARTLY;
        }
        List<CalibrationReading> same = of(readings, test, place);
        if (same.isEmpty()) {
            return Knowledge.NOTHING;
        }
        boolean told = request.parts().stream().allMatch(part -> tell(same, part.index()));
        return !told ? Knowledge.PARTLY : same.size() > 1 ? Knowledge.WELL : Knowledge.ONCE;
    }

    /** How well a test is known. */
    enum Knowledge {
        /** No reading tells of its place. */
        NOTHING,
        /** A part of it is in no reading, or it runs on processor and GPUs. */
        PARTLY,
        /** One reading tells all of it. */
        ONCE,
        /** Several do. */
        WELL
    }

    /** Returns how many readings there are. */
    public int readings() {
        return readings.size();
    }

    /**
     * Returns the speed of each part over that of the formula where a reading tells it: {@code tg.device.k4}, {@code pp.host.experts}.
     */
    public Map<String, Double> factors() {
        Map<String, Double> factors = new LinkedHashMap<>();
        for (Evidence.Test test : Evidence.Test.values()) {
            for (Place place : List.of(Place.DEVICE, Place.HOST)) {
                List<CalibrationReading> same = of(readings, test, place);
                for (int i = 0; i < CostPart.PRICES; i++) {
                    if (tell(same, i)) {
                        String name = test.name() + "." + place.name() + "." + CostPart.id(i);
                        factors.put(
                                name.toLowerCase(Locale.ROOT), 1 / prices(test).of(place == Place.DEVICE, i));
                    }
                }
            }
        }
        return factors;
    }
}
