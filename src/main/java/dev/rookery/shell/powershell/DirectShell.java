package dev.rookery.shell.powershell;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Limits;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.Shell;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.ShellException.Reason;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs scripts in a Windows guest by PowerShell Direct: each travels inside a script that its
/// parent runs, see `direct.ps1`, and finds there what [PowerShellShell] promises. The parent may
/// be such a guest itself.
///
/// Every script logs in anew. At the deadline the parent's script is given up: where that ends its
/// PowerShell, over WinRM, the session in the guest loses its other end and ends too (from memory;
/// no page of Microsoft's says so).
public final class DirectShell implements Shell {
    private static final Script DIRECT = ScriptFile.of("shell/powershell/direct.ps1");

    private final Shell parent;
    private final String vm;
    private final PsDirectEndpoint login;
    private final Limits limits;

    /// A shell with limits that fit into what the parent may answer.
    ///
    /// @param parent of the machine that the guest runs on
    /// @param vm what the guest is told from others by there: its GUID
    public DirectShell(Shell parent, String vm, PsDirectEndpoint login) {
        this(
                parent,
                vm,
                login,
                half(parent instanceof DirectShell above ? above.limits : Limits.DEFAULT));
    }

    DirectShell(Shell parent, String vm, PsDirectEndpoint login, Limits limits) {
        this.parent = parent;
        this.vm = vm;
        this.login = login;
        this.limits = limits;
    }

    /// The guest's answer is in lines of the parent's, which are a little longer than its own.
    private static Limits half(Limits whole) {
        return new Limits(
                whole.answerBytes() / 2,
                whole.answerLines() / 2,
                whole.lineBytes() / 2,
                whole.noiseBytes(),
                whole.errorBytes());
    }

    /// Logs in once, so that who cannot learns it before anything is asked of the guest.
    ///
    /// @throws ConnectionException with the reason and a remedy, if that does not work
    public void greet(Duration deadline) throws ConnectionException {
        try {
            var _ = run(new Script("the login", "", new TreeMap<>()), deadline);
        } catch (ShellException failed) {
            throw failed.getCause() instanceof ConnectionException refused
                    ? refused
                    : new ConnectionException(
                            switch (failed.reason()) {
                                case TIMEOUT -> ConnectionException.Reason.TIMEOUT;
                                case CONNECTION, CUT_OFF -> ConnectionException.Reason.LOST;
                                case BECOME, OUTPUT, RESTRICTED ->
                                        ConnectionException.Reason.REFUSED;
                            },
                            String.valueOf(failed.getMessage()),
                            failed.remedy(),
                            failed);
        }
    }

    @Override
    public Answer run(Script script, Duration deadline) throws ShellException {
        Mark mark = Mark.random();
        Map<String, String> values =
                Map.of(
                        "vm", vm,
                        "user", login.user(),
                        "password", login.password().reveal(),
                        "mark", mark.text(),
                        "payload", Payload.text(script, mark, limits));
        Answer said =
                onParent(new Script(script.name(), DIRECT.text(), new TreeMap<>(values)), deadline);
        List<String> lines = said.lines();
        List<String> rest = lines.isEmpty() ? lines : lines.subList(1, lines.size());
        return switch (lines.isEmpty() || said.exitCode() != 0 ? "" : lines.getFirst()) {
            case "answered" -> answer(script.name(), rest);
            case "off" -> throw DirectRefusal.off(rest);
            case "refused" -> throw DirectRefusal.of(rest).explained();
            case "restricted" -> throw Failures.restricted();
            case "nothing" ->
                    throw new ShellException(
                            Reason.CUT_OFF,
                            "PowerShell ended before " + script.name() + " did",
                            "a script that calls exit ends PowerShell itself");
            default -> throw damaged(script.name(), said.errors());
        };
    }

    /// What goes wrong before the guest is reached says where.
    private Answer onParent(Script script, Duration deadline) throws ShellException {
        try {
            return parent.run(script, deadline);
        } catch (ShellException failed) {
            if (failed.reason() == Reason.TIMEOUT || failed.reason() == Reason.OUTPUT) {
                throw failed;
            }
            throw new ShellException(
                    failed.reason(),
                    "on its parent: " + failed.getMessage(),
                    failed.remedy(),
                    failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private Answer answer(String name, List<String> records) throws ShellException {
        Reply reply;
        try {
            reply = Reply.of(records).within(limits);
        } catch (IllegalArgumentException unreadable) {
            throw damaged(name, String.valueOf(unreadable.getMessage()));
        }
        if (!reply.much().isEmpty()) {
            throw new ShellException(Reason.OUTPUT, name + " printed " + reply.much(), "");
        }
        return reply.answer(limits);
    }

    private static ShellException damaged(String name, String why) {
        return new ShellException(
                Reason.CUT_OFF,
                "the answer of "
                        + name
                        + " did not arrive whole"
                        + (why.isBlank() ? "" : ": " + why.strip().lines().findFirst().orElse("")),
                "");
    }
}
