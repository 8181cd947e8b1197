package dev.rookery.connect.winrm.wsman;

/// What the service calls a shell, and the command in it.
public record CommandId(String shell, String command) {}
