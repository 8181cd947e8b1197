package dev.rookery.run;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.Connector;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.PsDirectEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.inventory.Machine;
import dev.rookery.inventory.Machine.GuestOf;
import dev.rookery.shell.posix.PosixShell;
import dev.rookery.shell.powershell.DirectShell;
import dev.rookery.shell.powershell.PowerShellShell;

import java.time.Duration;
import java.util.Optional;

/// Opens a shell on a machine, by whatever way it is reached. The way and the shell are two axes: a
/// Windows machine may be reached over SSH.
///
/// @param ssh reaches machines over SSH
/// @param winRm reaches machines over WinRM
/// @param local reaches the machine that we run on
public record Access(
        Connector<SshEndpoint> ssh,
        Connector<WinRmEndpoint> winRm,
        Connector<LocalEndpoint> local) {
    private static final Duration GREETING = Duration.ofMinutes(1);

    /// @param parent the site of the machine that it is a guest of
    Session open(Machine machine, Optional<Site> parent) throws ConnectionException {
        return switch (machine.endpoint()) {
            case SshEndpoint there -> over(ssh.connect(there), machine);
            case WinRmEndpoint there -> over(winRm.connect(there), machine);
            case LocalEndpoint here -> over(local.connect(here), machine);
            case BehindParent there -> {
                Site way = parent.orElseThrow();
                String address = way.addressOf(machine.guestOf().orElseThrow());
                yield over(ssh.connect(there.at(address), Optional.of(way.carrier())), machine);
            }
            case PsDirectEndpoint there ->
                    inside(there, machine.guestOf().orElseThrow(), parent.orElseThrow());
        };
    }

    private static Session over(Connection connection, Machine machine) {
        return switch (machine.os()) {
            case LINUX ->
                    new Session.Posix(connection, new PosixShell(connection, machine.become()));
            case WINDOWS -> new Session.PowerShell(connection, new PowerShellShell(connection));
        };
    }

    /// Nothing is asked of a guest that does not let us in: each attempt counts there.
    private static Session inside(PsDirectEndpoint there, GuestOf guest, Site parent)
            throws ConnectionException {
        String id = parent.idOf(guest);
        DirectShell shell = new DirectShell(parent.session().shell(), id, there);
        shell.greet(GREETING);
        return new Session.Direct(shell);
    }
}
