package dev.llmfit.probe;

/**
 * What a program here is enclosed in, so that it sees less than the hardware has.
 *
 * @param wsl whether it runs in the virtual machine of the Windows Subsystem for Linux
 * @param container whether a control group limits its memory below what the system has
 */
public record Enclosure(boolean wsl, boolean container) {
    /** Nothing: the whole machine is there. */
    public static final Enclosure NONE = new Enclosure(false, false);
}
