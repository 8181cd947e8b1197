package dev.rookery.shell.powershell;

import dev.rookery.connect.Connection;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Deadline;
import dev.rookery.shell.Limits;
import dev.rookery.shell.Script;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;

import java.time.Duration;

/// Runs scripts under `powershell.exe`, over WinRM, or over SSH whether the login shell is cmd.exe
/// or PowerShell.
///
/// A script finds its parameters as variables, all of them strings, strict mode 3.0,
/// `$ErrorActionPreference` Stop, an empty standard input, and nothing that asks for confirmation.
/// What it writes to the pipeline is its lines, other objects than strings as `[string]` makes
/// them; warnings, progress and the like are dropped, and errors that did not end it are kept. It
/// must not call `exit`: that ends PowerShell, and there is no answer.
///
/// Every script has a command of its own, so several may run at once. At the deadline the command
/// is closed: over WinRM its process is ended with that, over SSH it may go on without us.
public final class PowerShellShell implements Shell {
    private final Connection connection;
    private final Limits limits;
    private volatile boolean inputIsPassedOn;

    /// A shell with the default limits.
    public PowerShellShell(Connection connection) {
        this(connection, Limits.DEFAULT);
    }

    public PowerShellShell(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    @Override
    public Answer run(Script script, Duration deadline) throws ShellException {
        Deadline until = Deadline.in(deadline);
        Progress direct = new Progress();
        try {
            return run(
                    script, inputIsPassedOn ? HostCommand.PIPED : HostCommand.LINE, until, direct);
        } catch (ShellException failed) {
            if (!direct.isDamaged() || inputIsPassedOn) {
                throw failed;
            }
            return passedOn(script, until, failed);
        }
    }

    /// PowerShell as the default shell of an SSH server reads the standard input itself, and ours
    /// finds none: nothing has run. Where the default shell is another, what it makes of this line
    /// says nothing, and the first failure counts.
    private Answer passedOn(Script script, Deadline until, ShellException first)
            throws ShellException {
        try {
            Answer answer = run(script, HostCommand.PIPED, until, new Progress());
            inputIsPassedOn = true;
            return answer;
        } catch (ShellException second) {
            first.addSuppressed(second);
            throw first;
        }
    }

    private Answer run(Script script, String line, Deadline until, Progress progress)
            throws ShellException {
        Mark mark = Mark.random();
        byte[] payload = Payload.of(script, mark, limits);
        try (Conversation conversation =
                Conversation.start(
                        connection, line, mark, limits, script.name(), until, progress)) {
            return conversation.answer(payload);
        }
    }
}
