package dev.rookery.resource;

import dev.rookery.plan.Task;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import java.util.HashMap;
import java.util.Map;

/// The script that a task runs on its machine: its own text after what every task finds.
public final class TaskScript {
    private static final String SAY = "facts/say.sh";
    private static final String TASK = "run/task.sh";
    private static final String LOCK = "run/lock.sh";

    /// Tasks whose work goes on without the connection, and the script of that work.
    private static final Map<String, String> DETACHED =
            Map.of("resource/kvm/module/reload.sh", "resource/kvm/module/reload-detached.sh");

    private TaskScript() {}

    /// The script of one task.
    ///
    /// @param run the run's id; it must hold the machine's lock when the script runs
    public static Script of(Task task, String run) {
        Map<String, String> parameters = new HashMap<>(task.parameters());
        parameters.put("run", checked(run));
        String detached = DETACHED.get(task.script());
        if (detached != null) {
            parameters.put("detached", ScriptFile.of(SAY, TASK, detached).text());
        }
        return ScriptFile.of(SAY, TASK, task.script()).with(parameters);
    }

    /// The script that takes a machine's lock and holds it; see [dev.rookery.shell.HeldScript].
    ///
    /// @param owner who takes it, such as `user@controller`
    public static Script lock(String owner, String run) {
        if (owner.isBlank() || owner.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("not one line: " + owner);
        }
        return ScriptFile.of(SAY, TASK, LOCK).with(Map.of("owner", owner, "run", checked(run)));
    }

    private static String checked(String run) {
        if (!run.matches("[A-Za-z0-9-]+")) {
            throw new IllegalArgumentException("not a run's id: " + run);
        }
        return run;
    }
}
