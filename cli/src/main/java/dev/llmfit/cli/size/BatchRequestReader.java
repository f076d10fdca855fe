package dev.llmfit.cli.size;

import dev.llmfit.cli.size.BatchRequest.SpeedRequest;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.json.JsonFactory;

/** Reads one line of a batch, token by token. Unknown keys are skipped; null means absent,
 * except for {@code engine_build}, where it means that the build is unknown. */
final class BatchRequestReader {
    private static final JsonFactory JSON = new JsonFactory();

    private @Nullable String id;
    private @Nullable String gguf;
    private @Nullable String model;
    private @Nullable String quant;
    private @Nullable String hardware;
    private final List<DeviceMemory> devices = new ArrayList<>();
    private LaunchOptions options = LaunchOptions.defaults();
    private @Nullable SpeedRequest speed;
    private EngineBuild build = EngineBuild.NEWEST;
    /** Whether the line says that the build is not known, which is not the same as not naming one. */
    private boolean unknownBuild;

    private BatchRequestReader() {}

    /**
     * Reads a line.
     *
     * @throws BadRequestException if the line is no request
     */
    static BatchRequest read(String line) {
        BatchRequestReader reader = new BatchRequestReader();
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException("a line must be a JSON object");
            }
            reader.members(p);
        } catch (InputCoercionException e) {
            throw new BadRequestException("a number is out of range: " + e.getOriginalMessage());
        } catch (JacksonException e) {
            throw new BadRequestException("the line is not valid JSON: " + e.getOriginalMessage());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
        return reader.request();
    }

    /** Returns the id of a line that may be wrong elsewhere; empty if it has none or is no JSON up to there. */
    static Optional<String> idOf(String line) {
        try (JsonParser p = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (p.nextToken() == JsonToken.START_OBJECT) {
                while (p.nextToken() == JsonToken.PROPERTY_NAME) {
                    boolean named = p.currentName().equals("id");
                    p.nextToken();
                    if (named) {
                        return Optional.ofNullable(p.getString());
                    }
                    p.skipChildren();
                }
            }
            return Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty(); // the error of the line itself says what is wrong
        }
    }

    private BatchRequest request() {
        return new BatchRequest(
                Optional.ofNullable(id),
                Optional.ofNullable(gguf),
                Optional.ofNullable(model),
                Optional.ofNullable(quant),
                List.copyOf(devices),
                Optional.ofNullable(hardware),
                options,
                Optional.ofNullable(speed),
                unknownBuild ? EngineBuild.guessFor(options) : build);
    }

    private void members(JsonParser p) {
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = p.currentName();
            JsonToken value = p.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                unknownBuild |= key.equals("engine_build");
                continue;
            }
            switch (key) {
                case "id" -> id = p.getString();
                case "gguf" -> gguf = text(p, key);
                case "model" -> model = text(p, key);
                case "quant" -> quant = text(p, key);
                case "hardware" -> hardware = text(p, key);
                case "engine_build" -> build = EngineBuild.parse(p.getString());
                case "devices" -> devices(p);
                case "options" -> options = LaunchOptionsReader.read(p);
                case "speed" -> speed = speed(p);
                default -> p.skipChildren();
            }
        }
    }

    private static String text(JsonParser p, String key) {
        if (p.currentToken() != JsonToken.VALUE_STRING) {
            throw new IllegalArgumentException("'" + key + "' must be a string");
        }
        return p.getString();
    }

    private void devices(JsonParser p) {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("'devices' must be an array");
        }
        while (p.nextToken() == JsonToken.START_OBJECT) {
            devices.add(device(p, devices.size()));
        }
    }

    private static DeviceMemory device(JsonParser p, int index) {
        String name = null;
        Backend backend = null;
        long free = 0;
        long total = 0;
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = p.currentName();
            if (p.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (key) {
                case "name" -> name = text(p, key);
                case "backend" -> backend = backend(text(p, key));
                case "free_bytes" -> free = p.getLongValue();
                case "total_bytes" -> total = p.getLongValue();
                default -> p.skipChildren();
            }
        }
        if (backend == null) {
            throw new IllegalArgumentException("device " + index + " has no 'backend'");
        }
        if (name == null) {
            name = backend.devicePrefix() + index;
        }
        return new DeviceMemory(name, backend, Bytes.of(free), Bytes.of(total));
    }

    private static Backend backend(String id) {
        return Backend.byId(id)
                .filter(b -> b != Backend.CPU)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown backend '" + id + "' (use reference, cuda, rocm, metal, vulkan, sycl or rpc)"));
    }

    private static SpeedRequest speed(JsonParser p) {
        int nPrompt = 512;
        int nGen = 128;
        int depth = 0;
        String backend = null;
        while (p.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = p.currentName();
            if (p.nextToken() == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (key) {
                case "n_prompt" -> nPrompt = p.getIntValue();
                case "n_gen" -> nGen = p.getIntValue();
                case "depth" -> depth = p.getIntValue();
                case "backend" -> backend = text(p, key);
                default -> p.skipChildren();
            }
        }
        return new SpeedRequest(nPrompt, nGen, depth, Optional.ofNullable(backend));
    }
}
