package dev.llmfit.rules;

/**
 * A rule that applied.
 *
 * @param rule the rule
 * @param text what it says, with the numbers it saw
 * @param reason why, with the numbers it saw
 * @param trace how its condition came out
 * @param facts the facts it used
 */
public record Finding(Rule rule, String text, String reason, Trace trace, Facts facts) {}
