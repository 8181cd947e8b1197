package dev.rookery.demo.winrm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Ends processes, each by its own id, without asking them: as Windows ends a job.
final class ProcessTree {
    /// In the environment of every process of a server.
    static final String MARK = "WINRM_SERVER";

    private ProcessTree() {}

    /// Ends a process and its descendants, from the top, so that none is left to start another.
    static void end(ProcessHandle process) {
        List<ProcessHandle> children = process.children().toList();
        process.destroyForcibly();
        process.children().forEach(ProcessTree::end);
        children.forEach(ProcessTree::end);
    }

    /// Ends what outlived its parents. Only Linux shows a process's environment; elsewhere nothing
    /// is found.
    ///
    /// @param mark the server's own
    static void endStrays(String mark) {
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> isMarked(process, mark))
                .forEach(ProcessTree::end);
    }

    private static boolean isMarked(ProcessHandle process, String mark) {
        Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
        try {
            String text = Files.readString(environment, StandardCharsets.ISO_8859_1);
            String own = MARK + "=" + mark + "\0";
            return text.startsWith(own) || text.contains("\0" + own);
        } catch (IOException anothersOrGone) {
            return false;
        }
    }
}
