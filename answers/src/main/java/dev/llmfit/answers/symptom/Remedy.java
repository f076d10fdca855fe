package dev.llmfit.answers.symptom;

import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of a launch that saves memory.
 *
 * @param change what to change, in the words of the program that runs the model
 * @param saves bytes saved on the device
 * @param cost what it costs the user
 * @param enough whether it saves what is missing
 * @param exact whether the saving is a difference of exact sizes; else the buffers of the log were scaled
 */
public record Remedy(String change, Bytes saves, String cost, boolean enough, boolean exact) {
    /** Returns changes, those that are enough first. */
    static List<Remedy> ranked(List<Remedy> changes) {
        return Stream.concat(
                        changes.stream().filter(Remedy::enough),
                        changes.stream().filter(r -> !r.enough()))
                .toList();
    }
}
