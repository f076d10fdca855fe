package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Hint;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number with which a program ended, where a log says nothing better. Windows' are status codes (NTSTATUS); LM Studio prints them
 * as a double of 64 bits without sign, whose last digits are rounded: {@code 18446744072635812000} is {@code 0xC0000409}.
 */
final class ExitCodes {
    private static final Pattern CODE = Pattern.compile(
            "(?i)\\bexit(?:ed)?(?: with)?(?: code| status)?:? *\\(?(null|-?0x[0-9a-f]{1,16}|-?[0-9]{1,20})\\b");

    /** A negative code of 32 bits as one of 64. */
    private static final BigInteger SIGN = BigInteger.valueOf(0xFFFFFFFFL).shiftLeft(32);

    /**
     * What a code means.
     *
     * @param value the code, 32 bits without sign
     * @param text what it says
     * @param fix what to do
     */
    private record Meaning(long value, String text, String fix) {}

    private static final String CRASH =
            "Update the program; fewer layers on the GPU or a smaller context tells whether memory was short.";

    /** Source: ntstatus.h of Windows; signal(7) and the shell's 128 + number elsewhere. */
    private static final List<Meaning> MEANINGS = List.of(
            new Meaning(
                    0xC0000409L,
                    "llama.cpp ended itself (0xC0000409, abort): mostly memory of the GPU that could not be had, or a model it cannot load.",
                    CRASH),
            new Meaning(
                    0xC0000005L, "The program read memory that is not its own (0xC0000005, access violation).", CRASH),
            new Meaning(
                    0xC000001DL,
                    "The program uses instructions that this processor does not have (0xC000001D): mostly AVX2.",
                    "Take a build for this processor."),
            new Meaning(
                    0xC0000135L,
                    "A DLL is missing (0xC0000135).",
                    "Install the Visual C++ Redistributable and the CUDA or ROCm files of the release."),
            new Meaning(
                    0xC0000017L,
                    "Windows had no memory left to commit (0xC0000017).",
                    "A larger page file, or a smaller model."),
            new Meaning(0xC00000FDL, "The program's stack was full (0xC00000FD).", "Update the program."),
            new Meaning(
                    0xE06D7363L,
                    "The program ended with an exception of C++ (0xE06D7363): mostly a model it cannot load, or memory it could not get.",
                    CRASH),
            new Meaning(
                    134,
                    "The program ended itself (134, SIGABRT): mostly an assertion, or memory that could not be had.",
                    CRASH),
            new Meaning(
                    6,
                    "The program ended itself (6, SIGABRT): mostly an assertion, or memory that could not be had.",
                    CRASH),
            new Meaning(139, "The program read memory that is not its own (139, SIGSEGV).", CRASH),
            new Meaning(11, "The program read memory that is not its own (11, SIGSEGV).", CRASH),
            new Meaning(
                    132,
                    "The program uses instructions that this processor does not have (132, SIGILL).",
                    "Take a build for this processor."),
            new Meaning(
                    4,
                    "The program uses instructions that this processor does not have (4, SIGILL).",
                    "Take a build for this processor."));

    private ExitCodes() {}

    /** Words of shells and of Go for signals, and the codes of these. */
    private static final List<Map.Entry<Pattern, String>> SIGNALS = List.of(
            Map.entry(Pattern.compile("(?i)segmentation fault|signal: segmentation|SIGSEGV"), "139"),
            Map.entry(Pattern.compile("signal: aborted|Aborted \\(core dumped\\)|SIGABRT|zsh: abort"), "134"));

    /** Returns what the last code or signal of the log means, if it is known here. */
    static Optional<Sign> known(RunLog log) {
        String after = after(log);
        return code(log).flatMap(ExitCodes::value).flatMap(ExitCodes::meaning).map(w -> {
            String fix = w.fix().substring(0, w.fix().length() - 1);
            return new Sign(
                    "load/exit-code",
                    w.text(),
                    Hint.plain(fix + (after.isEmpty() ? "." : "; " + after + " tells the line before it.")));
        });
    }

    /** Returns that a code tells nothing, if the log has one that is not 0. */
    static Optional<Sign> unknown(RunLog log) {
        String after = after(log);
        return code(log)
                .map(c -> new Sign(
                        "load/exit-code",
                        "The program ended with code " + c + ", which tells nothing of the cause.",
                        Hint.plain("The lines before it do: "
                                + (after.isEmpty() ? "run it again and paste all that it writes" : after) + ".")));
    }

    private static String after(RunLog log) {
        return switch (log.program()) {
            case LM_STUDIO -> "Developer, Server logs (lms log stream)";
            case OLLAMA -> SystemWords.of(log).serverLog();
            default -> "";
        };
    }

    private static Optional<String> code(RunLog log) {
        String text = log.prints().text();
        Matcher m = CODE.matcher(text);
        Optional<String> last = Optional.empty();
        while (m.find()) {
            last = Optional.of(m.group(1));
        }
        Optional<String> signal = SIGNALS.stream()
                .filter(s -> s.getKey().matcher(text).find())
                .map(Map.Entry::getValue)
                .findFirst();
        return signal.isPresent() ? signal : last.filter(c -> !c.equals("0"));
    }

    /** A rounded code is that of every status whose 64 bits are the same double; the likeliest stands first. */
    private static Optional<Meaning> meaning(BigInteger value) {
        boolean rounded = value.bitLength() > 53;
        long low = value.and(BigInteger.valueOf(0xFFFFFFFFL)).longValue();
        return MEANINGS.stream()
                .filter(w -> rounded
                        ? SIGN.or(BigInteger.valueOf(w.value())).doubleValue() == value.doubleValue()
                        : w.value() == low)
                .findFirst();
    }

    private static Optional<BigInteger> value(String code) {
        if (code.equals("null")) {
            return Optional.empty();
        }
        boolean minus = code.startsWith("-");
        String digits = minus ? code.substring(1) : code;
        BigInteger value = digits.startsWith("0x") || digits.startsWith("0X")
                ? new BigInteger(digits.substring(2), 16)
                : new BigDecimal(digits).toBigInteger();
        return Optional.of(minus ? value.negate() : value);
    }
}
