package dev.rookery.run;

import dev.rookery.plan.Change;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Outcome;

import java.time.Duration;

/// Something that happens while a run works. Events of different machines mix.
public sealed interface Event {
    /// The machine that it happens on.
    String machine();

    /// The machine's facts are known.
    record Probed(String machine, Duration took) implements Event {}

    /// The machine's facts could not be had.
    record NotProbed(String machine, Failure failure) implements Event {}

    /// A task begins.
    record TaskBegan(String machine, Change change) implements Event {}

    /// What could not be planned before is known now, and nothing is done about it.
    record LeftUndone(String machine, Change change) implements Event {}

    /// The machine was started, and is waited for.
    record Awaited(String machine) implements Event {}

    /// Nothing is done on the machine, because its parent has failed.
    record ParentFailed(String machine, String parent) implements Event {}

    /// The machine goes down, and is waited for.
    record Restarting(String machine) implements Event {}

    /// A task has said something that a person should know.
    record TaskSaid(String machine, Change change, String words) implements Event {}

    /// A task is done.
    record TaskEnded(String machine, Change change, Duration took) implements Event {}

    /// Nothing more will happen on the machine.
    record MachineEnded(String machine, Outcome outcome) implements Event {}
}
