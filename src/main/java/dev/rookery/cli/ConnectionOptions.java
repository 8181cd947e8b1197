package dev.rookery.cli;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;
import dev.rookery.secret.Secret;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
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
            description = "Give up connecting after this time. Default: 10.")
    Optional<Integer> timeout = Optional.empty();

    @Option(
            names = "--ssh-common-args",
            paramLabel = "ARGS",
            description = {
                "Of OpenSSH's options: -J, -F, and -o with ProxyJump,",
                "StrictHostKeyChecking, UserKnownHostsFile and the like."
            })
    Optional<String> sshCommonArgs = Optional.empty();

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "KEY=VALUE",
            description = "Set a variable for every machine; it wins over the inventory's.")
    List<String> extraVars = new ArrayList<>();

    /// What these say, with the passwords that a person was asked for.
    ConnectionDefaults defaults(Terminal terminal, Diagnostics mistakes) {
        return new ConnectionDefaults(
                user,
                asked(askPassword, "-k", "SSH password: ", terminal, mistakes),
                become,
                becomeUser,
                asked(askBecomePassword, "-K", "BECOME password: ", terminal, mistakes),
                privateKey,
                timeout.map(Duration::ofSeconds),
                sshCommonArgs,
                extraVars,
                Path.of(System.getProperty("user.home", "/")));
    }

    private static Optional<Secret> asked(
            boolean wanted,
            String option,
            String question,
            Terminal terminal,
            Diagnostics mistakes) {
        if (!wanted) {
            return Optional.empty();
        }
        Optional<Secret> answer = terminal.password(question);
        if (answer.isEmpty()) {
            mistakes.error(
                    option + " asks for a password, but there is no terminal to ask on",
                    "set the inventory's variable, such as ansible_become_password");
        }
        return answer;
    }
}
