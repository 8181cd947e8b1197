package dev.rookery.resource.hyperv;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Change;
import dev.rookery.plan.Task;
import dev.rookery.plan.Verdict;
import dev.rookery.resource.GuestWishes;
import dev.rookery.resource.Resources;
import dev.rookery.run.TaskScript;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One run on a simulated Hyper-V host, as far as its guest `web` goes: the real probe, plan and
/// tasks.
final class GuestRun {
    static final String NAME = "web";
    private static final Resources RESOURCES = Resources.all();

    private final WindowsScripts scripts;
    private final SimulatedWindows machine;
    private final String run;
    private final Map<String, String> changed = new TreeMap<>();

    /// @param run its id
    GuestRun(WindowsScripts scripts, SimulatedWindows machine, String run) {
        this.scripts = scripts;
        this.machine = machine;
        this.run = run;
        with("limit", "1").with("linger", "0");
    }

    /// Gives tasks another value of a parameter than the plan does.
    GuestRun with(String parameter, String value) {
        changed.put(parameter, value);
        return this;
    }

    private Observations say(Script script) {
        return said(scripts.run(machine, script));
    }

    Observations lock() {
        return say(TaskScript.lock(OsFamily.WINDOWS, "ann@desk", run));
    }

    Observations unlock() {
        Script unlock =
                ScriptFile.of("facts/say.ps1", "run/task.ps1", "run/unlock.ps1")
                        .with(Map.of("run", run));
        return say(unlock);
    }

    Observations probe() {
        return say(WindowsScripts.probe());
    }

    List<Change> plan(GuestWishes wishes) {
        return RESOURCES.given(NAME, wishes.wanted(), probe());
    }

    /// Runs a task of the plan.
    Observations run(Task task) {
        Map<String, String> parameters = new TreeMap<>(task.parameters());
        changed.forEach(parameters::replace);
        return say(TaskScript.of(new Task(task.script(), parameters), run));
    }

    /// Takes the machine, does what the plan says, and gives the machine back; what each task said.
    List<Observations> apply(GuestWishes wishes) {
        List<Change> changes = plan(wishes);
        List<Observations> said = new ArrayList<>();
        if (changes.stream().noneMatch(each -> each.verdict() instanceof Verdict.Update)) {
            return said;
        }
        expect(lock(), "done");
        for (Change change : changes) {
            if (change.verdict() instanceof Verdict.Update update) {
                said.add(run(update.task()));
            }
        }
        expect(unlock(), "done");
        return said;
    }

    private static void expect(Observations said, String result) {
        if (!said.one("result").ifKnown().equals(java.util.Optional.of(result))) {
            throw new AssertionError(said.lines().toString());
        }
    }

    private static Observations said(Answer answer) {
        if (answer.exitCode() != 0 || !answer.errors().isEmpty()) {
            throw new AssertionError(answer.errors());
        }
        return Observations.parse(answer.lines());
    }

    /// The guest as the machine's state has it.
    JsonNode guest() {
        return machine.now().required("vms").get(0);
    }

    /// `Running nested memory 8 vcpus 2`
    String words() {
        JsonNode guest = guest();
        String state = guest.required("state").asString();
        String to = guest.required("moveTo").asString();
        return "%s%s memory %d%s vcpus %d"
                .formatted(
                        to.isEmpty() ? state : to,
                        guest.required("nested").asBoolean() ? " nested" : "",
                        guest.required("memoryStartup").asLong() >> 30,
                        guest.required("dynamicMemory").asBoolean() ? " dynamic" : "",
                        guest.required("processors").asInt());
    }
}
