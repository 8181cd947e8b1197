package dev.rookery.demo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/// Removes what a lab leaves.
final class Leftovers {
    private static final int ROUNDS = 40;
    private static final int GENTLE_ROUNDS = 20;
    private static final long PAUSE_MILLIS = 50;

    private Leftovers() {}

    /// Ends every process whose environment names one of the lab's machines: also those that left
    /// their session and their parent. Each is ended by its own id.
    static void endProcesses(Path lab) {
        for (int round = 0; round < ROUNDS; round++) {
            List<ProcessHandle> found =
                    ProcessHandle.allProcesses().filter(one -> isOf(lab, one)).toList();
            if (found.isEmpty()) {
                return;
            }
            for (ProcessHandle one : found) {
                if (round < GENTLE_ROUNDS) {
                    one.destroy();
                } else {
                    one.destroyForcibly();
                }
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Whether it was started for one of the lab's machines.
    static boolean isOf(Path lab, ProcessHandle process) {
        Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
        try {
            String text = "\0" + Files.readString(environment, StandardCharsets.ISO_8859_1);
            return Stream.of(DemoMachine.ROOT, StandInMachine.STATE)
                    .map(variable -> "\0" + variable + "=" + lab + "/")
                    .map(entry -> new String(bytes(entry), StandardCharsets.ISO_8859_1))
                    .anyMatch(text::contains);
        } catch (IOException anothersOrGone) {
            return false;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Deletes the directory; links are deleted, not followed. What cannot be deleted stays.
    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new Deleter());
        } catch (IOException kept) {
            System.getLogger(Leftovers.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete " + directory, kept);
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
