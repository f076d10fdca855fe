package dev.llmfit.cli.size;

import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.Estimate.ComputeBasis;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one answer of a batch as one line. */
final class BatchAnswerWriter {
    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Speed in tokens per second.
     *
     * @param pp of the prompt
     * @param tg of generation
     */
    record Speed(SpeedEstimate estimate) {}

    private BatchAnswerWriter() {}

    static byte[] answer(Optional<String> id, Estimate estimate, Optional<Speed> speed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            start(g, id);
            g.writeNumberProperty("n_ctx", estimate.nCtx());
            g.writeArrayPropertyStart("devices");
            for (BufferSizes device : estimate.devices()) {
                g.writeStartObject();
                g.writeStringProperty("name", device.name());
                sizes(g, device);
                g.writeEndObject();
            }
            g.writeEndArray();
            g.writeObjectPropertyStart("host");
            sizes(g, estimate.host());
            g.writeEndObject();
            if (estimate.computeBasis() == ComputeBasis.CLOSED_FORM) {
                g.writeStringProperty("compute_basis", "closed-form");
            }
            if (speed.isPresent()) {
                g.writeObjectPropertyStart("speed");
                SpeedEstimate e = speed.get().estimate();
                speed(g, "pp", e.pp());
                speed(g, "tg", e.tg());
                g.writeStringProperty("basis", e.basis().name().toLowerCase(Locale.ROOT));
                g.writeEndObject();
            }
            g.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void speed(JsonGenerator g, String test, SpeedRange range) {
        g.writeNumberProperty(test + "_tok_s", range.mid());
        g.writeArrayPropertyStart(test + "_range");
        g.writeNumber(range.low());
        g.writeNumber(range.high());
        g.writeEndArray();
    }

    static byte[] error(Optional<String> id, String code, String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator g = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            start(g, id);
            g.writeObjectPropertyStart("error");
            g.writeStringProperty("code", code);
            g.writeStringProperty("message", message);
            g.writeEndObject();
            g.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void start(JsonGenerator g, Optional<String> id) {
        g.writeStartObject();
        if (id.isPresent()) {
            g.writeStringProperty("id", id.get());
        } else {
            g.writeNullProperty("id");
        }
    }

    private static void sizes(JsonGenerator g, BufferSizes sizes) {
        g.writeNumberProperty("weights", sizes.weights().count());
        g.writeNumberProperty("context", sizes.context().count());
        g.writeNumberProperty("compute", sizes.compute().count());
    }
}
