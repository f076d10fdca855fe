package dev.llmfit.cli.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output or standard error of this process. Tells a reader that has gone from a place that takes no more. */
public final class DescriptorStream extends OutputStream {
    /** Types of files in {@code st_mode}: inode(7). */
    private static final int TYPE = 0170000;

    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private final FileOutputStream out;
    private final Path device;

    private DescriptorStream(FileDescriptor descriptor, int number) {
        this.out = new FileOutputStream(descriptor);
        this.device = Path.of("/dev/fd/" + number);
    }

    /** Returns standard output. */
    public static DescriptorStream out() {
        return new DescriptorStream(FileDescriptor.out, 1);
    }

    /** Returns standard error. */
    public static DescriptorStream err() {
        return new DescriptorStream(FileDescriptor.err, 2);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /**
     * {@inheritDoc}
     *
     * @throws ReaderGoneException if it is a pipe whose other end is closed
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw isPipe() ? new ReaderGoneException(e) : e;
        }
    }

    /** Pipes and sockets fail for no other reason. The failure's message may be in the user's language. */
    private boolean isPipe() {
        try {
            int type = (int) Files.getAttribute(device, "unix:mode") & TYPE;
            return type == PIPE || type == SOCKET;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // closed, or a system without such files
        }
    }
}
