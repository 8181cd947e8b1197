package dev.rookery.connect;

/// Where a machine is and how it is spoken to: one variant for each way to reach a machine.
public sealed interface Endpoint
        permits SshEndpoint, WinRmEndpoint, PsDirectEndpoint, BehindParent, LocalEndpoint {
    /// The address for people, such as `root@192.0.2.11:22`.
    String address();
}
