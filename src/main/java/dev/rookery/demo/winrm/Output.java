package dev.rookery.demo.winrm;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What a command has written and nobody has received yet. Bounded: a command that writes faster
/// than it is read waits.
final class Output {
    private static final int ROOM = 256 * 1024;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Optional<Integer> exitCode = Optional.empty();

    /// A part of the output.
    static final class Chunk {
        private final byte[] out;
        private final byte[] err;
        private final Optional<Integer> exitCode;

        private Chunk(byte[] out, byte[] err, Optional<Integer> exitCode) {
            this.out = out;
            this.err = err;
            this.exitCode = exitCode;
        }

        byte[] out() {
            return out;
        }

        byte[] err() {
            return err;
        }

        /// Present with the last part only.
        Optional<Integer> exitCode() {
            return exitCode;
        }
    }

    synchronized int room() {
        return ROOM - Math.max(out.size(), err.size());
    }

    synchronized void add(boolean error, byte[] bytes) {
        (error ? err : out).writeBytes(bytes);
        notifyAll();
    }

    /// There will be no more output.
    synchronized void end(int code) {
        if (exitCode.isEmpty()) {
            exitCode = Optional.of(code);
        }
        notifyAll();
    }

    /// Takes what there is, as soon as there is anything.
    ///
    /// @param most bytes of each stream
    /// @return nothing if nothing came in that time
    synchronized Optional<Chunk> take(int most, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (out.size() == 0 && err.size() == 0 && exitCode.isEmpty()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return Optional.empty();
            }
            wait(left);
        }
        byte[] said = cut(out, most);
        byte[] complained = cut(err, most);
        boolean last = out.size() == 0 && err.size() == 0;
        return Optional.of(new Chunk(said, complained, last ? exitCode : Optional.empty()));
    }

    private static byte[] cut(ByteArrayOutputStream from, int most) {
        byte[] all = from.toByteArray();
        from.reset();
        int size = Math.min(all.length, most);
        from.write(all, size, all.length - size);
        return Arrays.copyOf(all, size);
    }
}
