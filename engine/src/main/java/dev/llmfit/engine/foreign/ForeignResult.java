package dev.llmfit.engine.foreign;

import dev.llmfit.engine.SpeedReading;
import dev.llmfit.units.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A speed that another program measured, in its own words.
 *
 * @param line where it stands, from 1
 * @param tool who measured it: {@code llama-bench}
 * @param model what ran
 * @param place where it ran
 * @param launch how it was launched, as far as that is told
 * @param build number of llama.cpp's build; empty where it is not told
 * @param time when; empty where it is not told
 * @param reading what was found
 */
public record ForeignResult(
        int line,
        String tool,
        NamedModel model,
        Place place,
        Options launch,
        OptionalInt build,
        Optional<Instant> time,
        SpeedReading reading) {
    public ForeignResult {
        Amount.count(line, "line");
    }

    /**
     * What a program calls a model.
     *
     * @param reference name or file; empty where only its kind is told
     * @param kind what llama.cpp says of it: {@code llama 8B Q4_K - Medium}; empty where it is not told
     * @param parameters how many; 0 where they are not told
     * @param bytes of its tensors; 0 where they are not told
     */
    public record NamedModel(String reference, String kind, long parameters, long bytes) {
        /** A model that nothing is told of. */
        public static final NamedModel UNKNOWN = new NamedModel("", "", 0, 0);

        public NamedModel {
            Amount.size(parameters, "parameters");
            Amount.size(bytes, "bytes");
        }
    }

    /**
     * Where it ran.
     *
     * @param processor name; empty where it is not told
     * @param gpus names; none where it ran on the processor, or nothing is told
     * @param told whether anything is told
     */
    public record Place(String processor, List<String> gpus, boolean told) {
        /** Nothing is told. */
        public static final Place UNKNOWN = new Place("", List.of(), false);

        public Place {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * How it was launched; what is not told has llama-bench's default.
     *
     * @param nGpuLayers layers on GPUs; empty for all
     * @param nBatch logical batch
     * @param nUbatch physical batch
     * @param threads of the processor
     * @param flashAttn whether flash attention was on; empty where it is not told
     * @param typeK tensor type of the keys
     * @param typeV tensor type of the values
     * @param nCpuMoe layers whose experts stay in RAM
     * @param noKvOffload whether the cache stays in RAM
     */
    public record Options(
            OptionalInt nGpuLayers,
            OptionalInt nBatch,
            OptionalInt nUbatch,
            OptionalInt threads,
            Optional<Boolean> flashAttn,
            String typeK,
            String typeV,
            int nCpuMoe,
            boolean noKvOffload) {
        /** Nothing is told. */
        public static final Options UNKNOWN = new Options(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                "f16",
                "f16",
                0,
                false);
    }
}
