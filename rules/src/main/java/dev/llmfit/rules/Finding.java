package dev.llmfit.rules;

import dev.llmfit.units.Hint;

/**
 * A rule that applied.
 *
 * @param rule the rule
 * @param text what it says, with the numbers it saw and the next steps that it names
 * @param reason why, with the numbers it saw
 * @param facts the facts it used
 */
public record Finding(Rule rule, Hint text, Hint reason, Facts facts) {}
