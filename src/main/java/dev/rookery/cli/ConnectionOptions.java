package dev.rookery.cli;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options that say how machines are reached; the names are Ansible's.
final class ConnectionOptions {
    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "Log in as this user, where the inventory names none.")
    Optional<String> user = Optional.empty();

    @Option(
            names = {"--private-key", "--key-file"},
            paramLabel = "FILE",
            description = "Use this key, where the inventory names none.")
    Optional<Path> privateKey = Optional.empty();

    @Option(
            names = {"-k", "--ask-pass"},
            description = "Ask for the password to log in with.")
    boolean askPassword;

    @Option(
            names = {"-b", "--become"},
            description = "Become root by sudo on every machine.")
    boolean become;

    @Option(
            names = "--become-user",
            paramLabel = "NAME",
            description = "Become this user instead of root.")
    Optional<String> becomeUser = Optional.empty();

    @Option(
            names = {"-K", "--ask-become-pass"},
            description = "Ask for the password that sudo wants.")
    boolean askBecomePassword;

    @Option(
            names = {"-T", "--timeout"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Give up connecting after this time. Default: ${DEFAULT-VALUE}.")
    int timeout;

    @Option(
            names = "--ssh-common-args",
            paramLabel = "ARGS",
            description = {
                "Of OpenSSH's options: -o StrictHostKeyChecking=yes|accept-new|no,",
                "-o UserKnownHostsFile=FILE, -o ConnectTimeout=SECONDS."
            })
    Optional<String> sshCommonArgs = Optional.empty();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "KEY=VALUE",
            description = "Set a variable for every machine; it wins over the inventory's.")
    List<String> extraVars = new ArrayList<>();
}
