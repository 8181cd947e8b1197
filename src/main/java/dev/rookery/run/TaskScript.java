package dev.rookery.run;

import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The script that a task runs on its machine: its own text after what every task finds.
public final class TaskScript {
    private static final String SAY = "facts/say";
    private static final String TASK = "run/task";
    private static final String SH = ".sh";
    private static final String PS1 = ".ps1";

    private static final String RELOAD = "resource/kvm/module/reload";
    private static final String GUEST = "resource/hyperv/guest/";
    private static final String LIBVIRT = "resource/libvirt/";

    /// Tasks whose work goes on without the connection, and the parts of that work's script.
    private static final Map<String, List<String>> DETACHED =
            Map.of(
                    RELOAD + SH,
                    List.of(
                            LIBVIRT + "journal.sh",
                            LIBVIRT + "power.sh",
                            "resource/kvm/module/guests.sh",
                            RELOAD + "-detached" + SH),
                    GUEST + "configure.ps1",
                    List.of(
                            GUEST + "journal.ps1",
                            GUEST + "values.ps1",
                            GUEST + "configure-detached.ps1"),
                    LIBVIRT + "configure.sh",
                    List.of(
                            LIBVIRT + "journal.sh",
                            LIBVIRT + "power.sh",
                            LIBVIRT + "configure-detached.sh"));

    /// What tasks need before them besides.
    private static final Map<String, List<String>> BEFORE =
            Map.of(
                    GUEST + "configure.ps1",
                    List.of(GUEST + "journal.ps1"),
                    LIBVIRT + "configure.sh",
                    List.of(LIBVIRT + "journal.sh"),
                    LIBVIRT + "autostart.sh",
                    List.of(LIBVIRT + "power.sh"),
                    LIBVIRT + "restore.sh",
                    List.of(LIBVIRT + "journal.sh", LIBVIRT + "power.sh"));

    private TaskScript() {}

    /// The script of one task.
    ///
    /// @param run the run's id; it must hold the machine's lock when the script runs
    public static Script of(Task task, String run) {
        Map<String, String> parameters = new HashMap<>(task.parameters());
        parameters.put("run", checked(run));
        List<String> detached = DETACHED.get(task.script());
        if (detached != null) {
            parameters.put("detached", taskOf(detached).text());
        }
        List<String> parts = new ArrayList<>(BEFORE.getOrDefault(task.script(), List.of()));
        parts.add(task.script());
        return taskOf(parts).with(parameters);
    }

    private static Script taskOf(String script) {
        return taskOf(List.of(script));
    }

    private static Script taskOf(List<String> parts) {
        String suffix = parts.getLast().endsWith(PS1) ? PS1 : SH;
        return ScriptFile.of(
                Stream.concat(Stream.of(SAY + suffix, TASK + suffix), parts.stream())
                        .toArray(String[]::new));
    }

    /// The script that takes a machine's lock.
    ///
    /// @param owner who takes it, such as `user@controller`
    public static Script lock(OsFamily os, String owner, String run) {
        if (owner.isBlank() || owner.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not one line: " + owner);
        }
        return taskOf("run/lock" + suffix(os)).with(Map.of("owner", owner, "run", checked(run)));
    }

    /// The script that gives a lock back which no open input holds.
    static Script unlock(String run) {
        return taskOf("run/unlock" + PS1).with(Map.of("run", checked(run)));
    }

    /// The script that restarts the machine.
    static Script restart(String run) {
        return taskOf("run/restart" + PS1).with(Map.of("run", checked(run)));
    }

    private static String suffix(OsFamily os) {
        return switch (os) {
            case LINUX -> SH;
            case WINDOWS -> PS1;
        };
    }

    private static String checked(String run) {
        if (!run.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("not a run's id: " + run);
        }
        return run;
    }
}
