package dev.llmfit.probe.intel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.llmfit.probe.NativeStub;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.tools.IntelReading;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls a stub of libze_loader.so.1 through the real foreign-function code. */
class LevelZeroLibraryTest {
    @TempDir
    Path folder;

    @Test
    void modulesOfACardAreSummedAndSystemMemoryIsNoMemoryOfAGpu() throws Exception {
        List<IntelReading> found = LevelZeroText.parse(read().found().orElseThrow());
        assertEquals(1, found.size());
        assertEquals(Optional.of("0000:03:00.0"), found.getFirst().address());
        assertEquals(Optional.of(Bytes.ofGib(12)), found.getFirst().total());
        assertEquals(Optional.of(Bytes.ofGib(9)), found.getFirst().free());
    }

    @Test
    void anErrorOfInitIsAFailureWithItsCode() throws Exception {
        assertEquals(
                "zesInit answers 0x78000001",
                assertInstanceOf(Probe.Failed.class, read("-DFAILS")).reason());
    }

    @Test
    void aLibraryThatHangsIsGivenUp() throws Exception {
        assertEquals(
                "Level Zero did not answer within 2 s",
                assertInstanceOf(Probe.Failed.class, LevelZeroLibrary.read(List.of(library("-DHANGS"))))
                        .reason());
    }

    @Test
    void withoutLoaderItIsAbsent() {
        assertInstanceOf(Probe.Absent.class, LevelZeroLibrary.read(List.of(folder + "/libze_none.so")));
    }

    private Probe<String> read(String... defines) throws Exception {
        return LevelZeroLibrary.readFrom(List.of(library(defines))); // no limit: this machine may be busy
    }

    private String library(String... defines) throws Exception {
        return NativeStub.build(
                        folder.resolve(String.join("", defines) + "d"),
                        "levelzero/ze_stub.c",
                        "libze_loader.so.1",
                        defines)
                .toString();
    }
}
