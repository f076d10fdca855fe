package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Holds documents against the schemas in docs/schema. */
public final class SchemaCheck {
    /** Maven runs a module's tests in the module's folder. */
    private static final Path SCHEMAS = Path.of("..", "docs", "schema");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private SchemaCheck() {}

    /**
     * Checks a document.
     *
     * @param schema name of the schema and of the document, {@code models-show}
     */
    public static void conforms(String schema, String document) throws IOException {
        assertTrue(document.contains("\"llmfit/" + schema + "/"), document);
        String text = Files.readString(SCHEMAS.resolve(schema + ".json"));
        assertEquals(
                List.of(), REGISTRY.getSchema(text, InputFormat.JSON).validate(document, InputFormat.JSON), document);
    }
}
