package dev.rookery.run;

import dev.rookery.connect.BehindParent;
import dev.rookery.connect.Connection;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.Connector;
import dev.rookery.connect.LocalEndpoint;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.inventory.Machine;
import dev.rookery.shell.posix.PosixShell;
import dev.rookery.shell.powershell.PowerShellShell;

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
    /// @param parent the site of the machine that it is a guest of
    Session open(Machine machine, Optional<Site> parent) throws ConnectionException {
        Connection connection = connect(machine, parent);
        return switch (machine.os()) {
            case LINUX ->
                    new Session.Posix(connection, new PosixShell(connection, machine.become()));
            case WINDOWS -> new Session.PowerShell(connection, new PowerShellShell(connection));
        };
    }

    private Connection connect(Machine machine, Optional<Site> parent) throws ConnectionException {
        return switch (machine.endpoint()) {
            case SshEndpoint there -> ssh.connect(there);
            case WinRmEndpoint there -> winRm.connect(there);
            case LocalEndpoint here -> local.connect(here);
            case BehindParent there -> {
                Site way = parent.orElseThrow();
                String address = way.addressOf(machine.guestOf().orElseThrow());
                yield ssh.connect(there.at(address), Optional.of(way.carrier()));
            }
        };
    }
}
