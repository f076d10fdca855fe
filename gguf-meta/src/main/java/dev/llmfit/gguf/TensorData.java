package dev.llmfit.gguf;

/** Whether the data of the tensors must be in the file when its header is read. */
public enum TensorData {
    /** The file is whole, as llama.cpp demands it; data beyond its end is an error. */
    REQUIRED,
    /** The file may end behind its header. */
    OPTIONAL
}
