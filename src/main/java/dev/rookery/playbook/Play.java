package dev.rookery.playbook;

import dev.rookery.diagnostic.Location;
import dev.rookery.yaml.Node;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One play, before it is known which machines it is for.
///
/// @param name its name, or its place if it has none
/// @param hosts the patterns that select its machines
/// @param maxFailures once more than these have failed, no further machine is begun
/// @param statements of both roles
/// @param guest where its `guest:` block stands, if it has one
record Play(
        String name,
        List<Node.Scalar> hosts,
        Policy policy,
        Optional<Serial> serial,
        OptionalInt maxFailures,
        List<Statement> statements,
        Optional<Location> guest) {
    Play {
        hosts = List.copyOf(hosts);
        statements = List.copyOf(statements);
    }

    /// How many machines at once: a number, or a share of the play's machines.
    record Serial(int number, boolean percent) {
        /// At least 1; a share is rounded down.
        int of(int machines) {
            long count = percent ? (long) machines * number / 100 : number;
            return (int) Math.max(1, count);
        }
    }

    /// Without a word of the play's: one at a time where guests or the machine itself go down.
    int serialOf(int machines) {
        boolean disturbs = policy.mode() == Policy.Mode.STOP_GUESTS || policy.reboot();
        return serial.map(said -> said.of(machines)).orElse(disturbs ? 1 : Math.max(1, machines));
    }
}
