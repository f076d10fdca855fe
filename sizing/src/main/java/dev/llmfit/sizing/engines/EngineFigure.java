package dev.llmfit.sizing.engines;

/**
 * A figure of a sized launch.
 *
 * @param name in documents, for example {@code num_gpu_blocks}
 * @param label for people
 * @param value how much
 * @param trust how well it is known
 */
public record EngineFigure(String name, String label, EngineValue value, Trust trust) {
    /** How well a figure is known. */
    public enum Trust {
        /** What the engine's own code gives. */
        EXACT,
        /** Of a known error, which the engine's page in the documentation states. */
        NEAR,
        /** Cannot be known without the hardware: low, middle and high are told. */
        RANGE
    }
}
