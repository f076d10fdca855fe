package dev.llmfit.recommend.speed;

/**
 * What each layer adds to the seconds of a generated token on each device, where several devices share a model.
 *
 * @param seconds for each device and layer, the output layer last; owned by the record
 * @param hop seconds for each device after the first that has layers
 */
public record StepShares(double[][] seconds, double hop) {}
