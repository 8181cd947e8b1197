package dev.rookery.demo;

import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.winrm.WinRmConnector;
import dev.rookery.demo.winrm.NtlmAcceptor;
import dev.rookery.demo.winrm.NtlmAccounts;
import dev.rookery.demo.winrm.ServerOptions;
import dev.rookery.demo.winrm.WinRmServer;
import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.secret.Secret;
import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.ShellException;
import dev.rookery.shell.powershell.PowerShellShell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The lab's Windows machine: a WinRM service on the loopback address that takes NTLM and sealed
/// messages, for the lab's own password only, and runs real scripts in a real PowerShell, on what
/// stands in for Windows' own commands.
final class WindowsDemoHost implements AutoCloseable {
    static final String NAME = "hv-01";
    static final String USER = "Administrator";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Script GUARD = ScriptFile.of("facts/say.ps1", "demo/windows/guard.ps1");

    private final StandIns standIns;
    private final WinRmServer server;
    private final Secret password;
    private final WindowsDemoGuest guest;

    private WindowsDemoHost(
            StandIns standIns, WinRmServer server, Secret password, WindowsDemoGuest guest) {
        this.standIns = standIns;
        this.server = server;
        this.password = password;
        this.guest = guest;
    }

    /// Starts the service of a Windows Server with Hyper-V and a guest that is off. No script of
    /// ours may run there before [#danger()] was asked.
    ///
    /// @param standIns where the stand-ins are put
    /// @param machines the folder that holds a folder of each machine
    static WindowsDemoHost start(Path standIns, Path machines, Path powershell) throws IOException {
        StandIns extracted = StandIns.extract(standIns);
        StandInMachine machine = new StandInMachine(extracted, machines.resolve(NAME));
        machine.create("hyperv");
        WindowsDemoGuest guest =
                WindowsDemoGuest.create(extracted, machines.resolve(WindowsDemoGuest.NAME));
        guest.connectTo(machine);
        Secret password = LabPassword.create();
        NtlmAccounts accounts =
                new NtlmAccounts(NAME.toUpperCase(Locale.ROOT), Map.of(USER, password), false);
        return new WindowsDemoHost(
                machine.standIns(),
                WinRmServer.start(
                        ServerOptions.of(machine.runner(powershell), USER, password)
                                .withAcceptor(NtlmAcceptor.factory("Negotiate", accounts))),
                password,
                guest);
    }

    /// What could happen to a real Windows if scripts ran here; nothing only if the machine itself,
    /// asked just as it will be by every script, has said that its commands are the stand-ins.
    Optional<String> danger() {
        try (Connection connection = new WinRmConnector(Map.of()).connect(endpoint())) {
            Script guard = GUARD.with(Map.of("standins", standIns.folder().toString()));
            Answer answer = new PowerShellShell(connection).run(guard, PATIENCE);
            return switch (Observations.parse(answer.lines()).one("guard")) {
                case Fact.Known<String>(String said) when said.equals("stand-ins") ->
                        Optional.empty();
                case Fact.Known<String>(String other) -> Optional.of(other);
                case Fact.Unknown<String>(String dangers) -> Optional.of(first(dangers));
            };
        } catch (ConnectionException | ShellException failed) {
            return Optional.of(String.valueOf(failed.getMessage()));
        }
    }

    private static String first(String dangers) {
        int end = dangers.indexOf("; ");
        return end < 0 ? dangers : dangers.substring(0, end);
    }

    private WinRmEndpoint endpoint() {
        return new WinRmEndpoint(
                DemoServer.ADDRESS,
                port(),
                Optional.empty(),
                "/wsman",
                new WinRmEndpoint.Login.Ntlm(USER, password),
                Optional.empty(),
                PATIENCE,
                PATIENCE,
                PATIENCE.multipliedBy(2));
    }

    int port() {
        return server.port();
    }

    Secret password() {
        return password;
    }

    WindowsDemoGuest guest() {
        return guest;
    }

    @Override
    public void close() {
        server.close();
    }
}
