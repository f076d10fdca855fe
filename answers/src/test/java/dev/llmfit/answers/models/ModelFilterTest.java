package dev.llmfit.answers.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.json.Json;
import dev.llmfit.recommend.fit.WeightsPlace;
import dev.llmfit.units.Environment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelFilterTest {
    private static final Workbench BENCH =
            Workbench.of(new Settings(Environment.ofProcess().withVariables(Map.of()), true));

    private static List<Match> ask(String fields) {
        ModelsQuestion question = ModelsDocument.question(QuestionFields.of(
                Json.parse("{\"hardware\":\"geforce-rtx-3060-12g\"" + (fields.isEmpty() ? "" : "," + fields) + "}")));
        return BENCH.ask(question).models();
    }

    @ParameterizedTest
    @EnumSource
    void eachLetsSomePassAndEveryOneThatPassesIsOfTheKind(ModelFilter filter) {
        List<Match> all = ask("");
        List<Match> some = ask("\"show\":[\"" + filter.name().toLowerCase(Locale.ROOT) + "\"]");
        assertTrue(!some.isEmpty() && some.size() < all.size(), some.size() + " of " + all.size());
        assertEquals(all.stream().filter(filter::lets).toList(), some);
    }

    @Test
    void allFiltersMustLetAModelPass() {
        List<Match> both = ask("\"show\":[\"whole\",\"open\"]");
        assertFalse(both.isEmpty());
        for (Match match : both) {
            assertEquals(WeightsPlace.GPU, match.place().orElseThrow());
            assertTrue(
                    match.summary().licence().matches("(?i)(apache-2.0|mit|.*bsd.*|mpl.*|.*gpl.*)"), match.toString());
        }
    }

    @Test
    void ordersAreWhatTheySay() {
        assertOrdered("file", m -> m.summary().usual().tensorBytes().orElse(Long.MAX_VALUE), false);
        assertOrdered("context", m -> m.summary().nCtxTrain(), true);
        assertOrdered("since", m -> m.summary().release(), true);
        assertOrdered("name", m -> m.summary().name().toLowerCase(Locale.ROOT), false);
        assertEquals(ask(""), ask("\"sort\":\"rank\""));
    }

    private static <T extends Comparable<T>> void assertOrdered(String word, Function<Match, T> by, boolean falling) {
        List<T> told = ask("\"sort\":\"" + word + "\"").stream().map(by).toList();
        List<T> sorted = new ArrayList<>(told);
        sorted.sort(falling ? Comparator.reverseOrder() : Comparator.naturalOrder());
        assertEquals(sorted, told, word);
    }

    @Test
    void otherWordsAreRefused() {
        RefusedException show = assertThrows(RefusedException.class, () -> ask("\"show\":[\"fast\"]"));
        assertTrue(show.refusal().message().contains("fits, whole, images, code, open"), show.refusal()::message);
        assertThrows(RefusedException.class, () -> ask("\"sort\":\"speed\""));
    }
}
