package dev.rookery.cli;

import dev.rookery.secret.Secret;

import java.io.Console;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// Where the program's output goes and whom it may ask.
///
/// @param out results
/// @param err progress, mistakes, questions
/// @param console a person at a terminal, if there is one
/// @param environment the process's environment variables
record Terminal(
        PrintStream out,
        PrintStream err,
        Optional<Console> console,
        Map<String, String> environment) {
    static Terminal ofProcess() {
        Optional<Console> console = Optional.ofNullable(System.console());
        return new Terminal(
                System.out, System.err, console.filter(Console::isTerminal), System.getenv());
    }

    boolean colour() {
        return console.isPresent()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /// Asks for a password without showing it; nothing if there is nobody to ask.
    Optional<Secret> password(String question) {
        return console.map(asked -> asked.readPassword("%s", question))
                .map(letters -> new Secret(new String(letters)));
    }

    /// Asks a question whose answer is `yes` or anything else.
    boolean agrees(String question) {
        return console.map(asked -> asked.readLine("%s", question))
                .filter(answer -> answer.strip().equals("yes"))
                .isPresent();
    }
}
