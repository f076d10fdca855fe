package dev.llmfit.cli.size;

import dev.llmfit.cli.size.BatchAnswerWriter.Speed;
import dev.llmfit.gguf.HyperParametersException;
import dev.llmfit.gguf.quant.QuantizationException;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.builder.MissingTensorException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.plan.PreparedModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Answers a batch of launches, one JSON line each; a bad line gets an error and the batch goes on. */
public final class SizeBatch {
    private final GraphEstimator estimator = new GraphEstimator();
    private final ParsedHeaders headers;
    private final BatchSources sources;

    /**
     * Creates a batch.
     *
     * @param modelsDir directory of the {@code gguf} files
     * @param sources where {@code model}, {@code hardware} and {@code speed} are looked up
     */
    SizeBatch(Path modelsDir, BatchSources sources) {
        this.headers = new ParsedHeaders(modelsDir);
        this.sources = sources;
    }

    /** Returns a batch that looks up names in the bundled catalogue and the bundled hardware. */
    public static SizeBatch bundled(Path modelsDir) {
        return new SizeBatch(modelsDir, new BundledSources());
    }

    /**
     * Answers all lines in their order, each as soon as it and those before it are done.
     *
     * @throws IOException if reading or writing fails
     */
    public void run(BufferedReader in, OutputStream out) throws IOException {
        new OrderedLines(this::answer).run(in, out);
    }

    private byte[] answer(String line) {
        Optional<String> id = Optional.empty();
        try {
            BatchRequest request = BatchRequestReader.read(line);
            id = request.id();
            return answer(request);
        } catch (BadRequestException e) {
            return BatchAnswerWriter.error(BatchRequestReader.idOf(line), "bad-request", message(e));
        } catch (LaunchRefusedException e) {
            return BatchAnswerWriter.error(id, "refused", message(e));
        } catch (ModelNotFoundException e) {
            return BatchAnswerWriter.error(id, "model-not-found", message(e) + "; " + e.hint());
        } catch (QuantizationException e) {
            return BatchAnswerWriter.error(id, "file-type", message(e));
        } catch (HardwareException e) {
            return BatchAnswerWriter.error(id, "hardware", message(e));
        } catch (UnsupportedArchitectureException e) {
            return BatchAnswerWriter.error(id, "architecture", message(e));
        } catch (HyperParametersException | MissingTensorException e) {
            return BatchAnswerWriter.error(id, "model", message(e));
        } catch (UncheckedIOException e) {
            return BatchAnswerWriter.error(
                    id, "model", (e.getCause() instanceof NoSuchFileException ? "no such file: " : "") + reason(e));
        } catch (RuntimeException e) {
            return BatchAnswerWriter.error(id, "failed", e.getClass().getSimpleName() + ": " + message(e));
        }
    }

    private static String reason(UncheckedIOException e) {
        IOException cause = e.getCause();
        return message(cause == null ? e : cause);
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    private byte[] answer(BatchRequest request) {
        PreparedModel model = model(request);
        List<DeviceMemory> devices = request.hardware().isPresent()
                ? sources.devices(request.hardware().get())
                : request.devices();
        Estimate estimate = estimator.estimate(model, devices, request.options(), request.build());
        Optional<Speed> speed =
                request.speed().isPresent() ? sources.speed(request, model, estimate) : Optional.empty();
        return BatchAnswerWriter.answer(request.id(), estimate, speed);
    }

    private PreparedModel model(BatchRequest request) {
        if (request.gguf().isPresent()) {
            return headers.model(request.gguf().get());
        }
        if (request.model().isEmpty()) {
            throw new BadRequestException("a line needs 'gguf' or 'model'");
        }
        return sources.model(request.model().get(), request.quant());
    }
}
