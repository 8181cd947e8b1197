package dev.rookery.run;

import dev.rookery.connect.ConnectionException;
import dev.rookery.plan.Failure;
import dev.rookery.plan.Task;
import dev.rookery.shell.ShellException;

/// Turns what ended a machine's work into a value.
final class Failures {
    private Failures() {}

    static Failure of(ConnectionException why) {
        return new Failure(
                Failure.Kind.UNREACHABLE, String.valueOf(why.getMessage()), why.remedy());
    }

    /// A task whose answer did not come. What disturbs a machine finishes there by itself.
    static Failure during(Task task, ShellException why) {
        Failure failure = of(why);
        return new Failure(
                failure.kind(),
                task.script() + ": " + failure.message(),
                switch (why.reason()) {
                    case BECOME, RESTRICTED -> failure.remedy();
                    case CONNECTION, CUT_OFF, TIMEOUT, OUTPUT ->
                            "what has begun finishes on the machine by itself; see with rookery"
                                    + " verify";
                });
    }

    static Failure of(ShellException why) {
        Failure.Kind kind =
                switch (why.reason()) {
                    case CONNECTION, CUT_OFF -> Failure.Kind.UNREACHABLE;
                    case BECOME, RESTRICTED, TIMEOUT, OUTPUT -> Failure.Kind.FAILED;
                };
        return new Failure(kind, String.valueOf(why.getMessage()), why.remedy());
    }
}
