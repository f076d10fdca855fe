package dev.llmfit.cli.flags;

import dev.llmfit.units.Tokens;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of tokens as people write it: {@code 8192}, {@code 8k}, {@code 1m}. */
final class TokensConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
        try {
            // A negative number is refused by the flag, which says what is least.
            return value.startsWith("-") ? Integer.valueOf(value) : Integer.valueOf(Tokens.parse(value));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is no number of tokens; write 8192 or 8k");
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
