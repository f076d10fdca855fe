package dev.llmfit.mcp.protocol;

import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import java.util.Map;

/**
 * Takes what tools answer to be as their schemas say; tests hold it against them. It saves the SDK's validator, which is larger
 * than the protocol.
 */
final class TrustedSchemas implements JsonSchemaValidator {
    @Override
    public ValidationResponse validate(Map<String, Object> schema, Object structuredContent) {
        return ValidationResponse.asValid("");
    }
}
