package dev.rookery.connect.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// A server's key that is to be remembered.
///
/// @param name as it stands in known_hosts
/// @param key in base64
record NewHostKey(String host, int port, String name, String type, String key) {
    /// A file lock is the whole process's: this one keeps our own threads apart.
    private static final ReentrantLock OURS = new ReentrantLock();

    /// Adds a line to the file, unless another thread or process was first.
    ///
    /// @return what the file knew about the server before that
    KnownHosts addTo(Path file) throws IOException {
        OURS.lock();
        try {
            create(file);
            try (FileChannel channel =
                            FileChannel.open(
                                    file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                KnownHosts before = KnownHosts.about(host, port, List.of(file));
                if (before.lines().isEmpty() && lock.isValid()) {
                    append(channel);
                }
                return before;
            }
        } finally {
            OURS.unlock();
        }
    }

    private void append(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        boolean cutLine = size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        String line = (cutLine ? "\n" : "") + name + " " + type + " " + key + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        channel.position(size);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException there) {
            // Its permissions are the user's choice.
        }
    }
}
