package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.GoldenText;
import dev.llmfit.render.CharWidth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changes buy, what to buy, and the arithmetic of paying back. */
class PlanCommandTest {
    private static final List<String> SPENDING = List.of(
            "--hardware", "geforce-rtx-3060-12g", "--api-price", "10", "--tokens-per-month", "5e6", "--top", "2");

    @Test
    void aCardThatIsTooSmallIsToldWhatOneMoreBuys() {
        String page = run(0, 100, List.of("plan", "llama3.1:70b", "--hardware", "rtx4090-24g-64g", "--top", "1"));
        assertTrue(page.contains("at least 12 tok/s"), page);
        assertTrue(page.contains("Too slow on this machine: "), page);
        String gpu = page.lines()
                .filter(l -> l.contains("one more RTX 4090"))
                .findFirst()
                .orElseThrow();
        assertTrue(gpu.matches(".*1,599 +2022-10 +[\\d.]+ → [\\d.]+ .*81/81.*"), gpu);
        String file =
                page.lines().filter(l -> l.contains(" instead of ")).findFirst().orElseThrow();
        assertTrue(file.contains("→"), file);
    }

    @Test
    void moreRamIsWhatALargeMixtureNeeds() {
        String page =
                run(0, 100, List.of("plan", "gpt-oss:120b", "--hardware", "laptop-4060-8g-32g-hybrid", "--top", "1"));
        assertTrue(page.contains("No file of that quality fits this machine with that context."), page);
        assertTrue(page.lines().anyMatch(l -> l.contains("GiB more RAM")), page);
    }

    @Test
    void monthsFollowFromTheNumbersOnThePage() {
        List<String> command = new ArrayList<>(List.of("plan", "qwen3:14b"));
        command.addAll(SPENDING);
        String page = run(0, 200, command);
        Matcher m = Pattern.compile("; ([\\d,]+) USD / \\(([\\d.]+) − ([\\d.]+)\\) = ([\\d.]+) months")
                .matcher(page);
        assertTrue(m.find(), page);
        double months = Double.parseDouble(m.group(1).replace(",", ""))
                / (Double.parseDouble(m.group(2)) - Double.parseDouble(m.group(3)));
        assertEquals(months, Double.parseDouble(m.group(4)), 0.06);
        assertTrue(page.contains(String.format("%.0f months", Math.ceil(months))), page);
    }

    @Test
    void aFewTokensNeverPayInSight() {
        String page = run(
                0,
                200,
                List.of(
                        "plan",
                        "qwen3:14b",
                        "--hardware",
                        "rpi5-8g",
                        "--top",
                        "1",
                        "--api-price",
                        "10",
                        "--tokens-per-month",
                        "50"));
        assertEquals(2, page.replaceAll("\\s+", " ").split("over 10 years", -1).length - 1, page);
    }

    /** Of unlike purchases each is faster or fewer cards than all cheaper ones. */
    @Test
    void everyLineGivesSomethingForItsPrice() {
        String json = run(0, 100, List.of("plan", "qwen3:32b", "--hardware", "rpi5-8g", "--top", "4", "--json"));
        List<Double> prices = numbers(json, "\"price_usd\" : ([\\d.]+)");
        List<Double> counts = numbers(json.substring(json.indexOf("\"machines\"")), "\"count\" : (\\d+)");
        List<Double> speeds = numbers(
                json.substring(json.indexOf("\"machines\"")),
                "\"tg_tok_s\" : \\{\\s+\"low\" : [\\d.]+,\\s+\"mid\" : ([\\d.]+)");
        assertTrue(prices.size() >= 3, json);
        for (int i = 1; i < prices.size(); i++) {
            assertTrue(prices.get(i) >= prices.get(i - 1), prices.toString());
            double fastest =
                    speeds.subList(0, i).stream().mapToDouble(d -> d).max().orElseThrow();
            double fewest =
                    counts.subList(0, i).stream().mapToDouble(d -> d).min().orElseThrow();
            assertTrue(speeds.get(i) > fastest || counts.get(i) < fewest, speeds + " " + counts);
        }
    }

    private static List<Double> numbers(String text, String pattern) {
        List<Double> found = new ArrayList<>();
        Matcher m = Pattern.compile(pattern).matcher(text);
        while (m.find()) {
            found.add(Double.parseDouble(m.group(1)));
        }
        return found;
    }

    @Test
    void rowsAreNeverWiderThanTheTerminal() {
        String page = run(0, 60, List.of("plan", "qwen3:14b", "--hardware", "geforce-rtx-3060-12g", "--top", "2"));
        page.lines()
                .filter(l -> !l.startsWith("Next") && !l.startsWith("qwen3"))
                .forEach(l -> assertTrue(CharWidth.of(l) <= 60, l));
    }

    @ParameterizedTest
    @CsvSource({
        "--api-price 10, are given together",
        "--api-price -1 --tokens-per-month 5, --api-price is a number from 0",
        "--api-price 1 --tokens-per-month 0, --tokens-per-month is a number of tokens from 1",
        "--api-price NaN --tokens-per-month 5, --api-price is a number from 0",
        "--power-price -0.1, --power-price is a number from 0",
        "--max-ppl -1, --max-ppl is a number from 0",
        "--min-tps 0, --min-tps is a speed above 0",
        "--ctx -5, --ctx must be at least 1",
        "--users 0, --users must be at least 1",
        "--top 0, --top must be at least 1"
    })
    void absurdWishesAreRefused(String flags, String sentence) {
        List<String> command = new ArrayList<>(List.of("plan", "llama3.1:8b"));
        command.addAll(List.of(flags.split(" ", -1)));
        String said = run(2, 100, command);
        assertTrue(said.contains(sentence), said);
    }

    @Test
    void aContextBeyondTheTrainingIsRefused() {
        String said = run(2, 100, List.of("plan", "gemma2:9b", "-c", "16384", "--hardware", "rpi5-8g"));
        assertTrue(said.contains("gemma2:9b was trained for 8,192 tokens; 16,384 are more."), said);
        assertTrue(said.contains("(give --ctx 8192 or less, or scale"), said);
    }

    @ParameterizedTest
    @CsvSource({
        "0, plan-upgrade, llama3.1:70b --hardware rtx4090-24g-64g --top 2",
        "0, plan-api, qwen3:14b --hardware geforce-rtx-3060-12g --top 2 --api-price 10 --tokens-per-month 5e6 -v",
        "3, plan-nothing, llama3.1:8b --hardware rpi5-8g --min-tps 5000"
    })
    void textIsAsRecorded(int code, String golden, String flags) throws IOException {
        GoldenText.check(golden, run(code, 140, List.of(("plan " + flags).split(" ", -1))));
    }

    private static String run(int expected, int columns, List<String> command) {
        CommandRun run = CommandRun.of(CommandRun.settings(), columns, command.toArray(String[]::new));
        assertEquals(expected, run.exit(), run::err);
        return run.out() + run.err();
    }
}
