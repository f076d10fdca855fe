package dev.llmfit.engine.line;

import java.util.List;

/**
 * A pasted line, read.
 *
 * @param program the program that it starts; {@link LineProgram#NONE} for options alone
 * @param arguments what it means as arguments of this program
 * @param notes what was taken, assumed or left out, one sentence each
 */
public record PastedLine(LineProgram program, List<String> arguments, List<String> notes) {
    public PastedLine {
        arguments = List.copyOf(arguments);
        notes = List.copyOf(notes);
    }
}
