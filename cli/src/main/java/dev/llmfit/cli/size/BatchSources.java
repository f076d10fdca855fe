package dev.llmfit.cli.size;

import dev.llmfit.cli.size.BatchAnswerWriter.Speed;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.plan.PreparedModel;
import java.util.List;
import java.util.Optional;

/** Where a batch looks up models, hardware and speeds that its lines only name. Safe for use by several threads. */
interface BatchSources {
    /** Returns a model of the catalogue in a file type. */
    PreparedModel model(String reference, Optional<String> fileType);

    /** Returns the GPUs of named hardware, in llama.cpp's order. */
    List<DeviceMemory> devices(String hardware);

    /** Returns the expected speed of a launch; empty if nothing is known of the hardware. */
    Optional<Speed> speed(BatchRequest request, PreparedModel model, Estimate estimate);
}
