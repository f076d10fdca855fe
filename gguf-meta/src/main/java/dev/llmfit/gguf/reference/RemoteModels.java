package dev.llmfit.gguf.reference;

import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.reference.ModelReference.OllamaName;
import java.io.IOException;
import java.net.URI;

/** Models behind servers, of which only the headers are read. */
public interface RemoteModels {

    /** Reads the file of a repository that a reference means. */
    ResolvedModel huggingFace(HuggingFaceRepository reference) throws IOException;

    /** Reads a model of Ollama's registry. */
    ResolvedModel ollama(OllamaName name) throws IOException;

    /** Reads a GGUF file at an address. */
    ResolvedModel web(URI address) throws IOException;

    /** Tells whether Ollama's registry is to be asked before the catalogue. */
    boolean registryFirst();

    /** Tells whether a failure only means that no server could be asked. */
    boolean isOffline(IOException failure);
}
