package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Location;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// OpenSSH's own answer to what its file says: `ssh -G`.
///
/// @param program `ssh`, or a path to it
/// @param patience for one answer
record AskedSsh(String program, Duration patience) {
    private static final int LONGEST = 1 << 20;

    /// ssh gave no answer that can be used.
    static final class NoAnswerException extends Exception {
        @java.io.Serial private static final long serialVersionUID = 1;

        /// @param message in words, without the host's name
        NoAnswerException(String message) {
            super(message);
        }
    }

    /// What is set for a host, without what ssh says by default.
    ///
    /// @param at what the settings are said to stand at
    Settings ask(Path file, String host, Optional<String> user, OptionalInt port, Location at)
            throws NoAnswerException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-G", "-F", file.toString()));
        user.ifPresent(name -> command.addAll(List.of("-l", name)));
        port.ifPresent(number -> command.addAll(List.of("-p", String.valueOf(number))));
        command.addAll(List.of("--", host));
        List<Setting> settings = new ArrayList<>();
        for (String line : answer(command).split("\n", -1)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                String value = line.substring(blank + 1).strip();
                Keyword.of(line.substring(0, blank))
                        .filter(keyword -> !value.isEmpty() && isSaid(keyword, value, host))
                        .map(keyword -> new Setting(keyword, words(keyword, value), at))
                        .ifPresent(settings::add);
            }
        }
        return new Settings(settings);
    }

    private String answer(List<String> command) throws NoAnswerException, InterruptedException {
        Process process = start(command);
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        Thread stdout = drain(process.getInputStream(), out);
        Thread stderr = drain(process.getErrorStream(), err);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NoAnswerException(
                        "ssh -G has not answered within " + patience.toSeconds() + " s");
            }
            // A child of its own, of Match exec, may keep them open.
            if (!stdout.join(patience) || !stderr.join(patience)) {
                throw new NoAnswerException("the answer of ssh -G has no end");
            }
            if (process.exitValue() != 0) {
                throw new NoAnswerException("ssh -G refuses: " + err.toString().strip());
            }
            return out.toString();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) throws NoAnswerException {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException none) {
            throw new NoAnswerException("there is no ssh here to ask");
        }
    }

    private static Thread drain(InputStream from, StringBuilder into) {
        return Thread.ofVirtual()
                .name("ssh-answer")
                .start(
                        () -> {
                            try (from) {
                                byte[] bytes = from.readNBytes(LONGEST);
                                into.append(new String(bytes, StandardCharsets.UTF_8));
                            } catch (IOException ended) {
                                // What there is of it is enough for a message.
                            }
                        });
    }

    /// ssh says everything that it has a default for.
    private static boolean isSaid(Keyword keyword, String value, String host) {
        return switch (keyword) {
            case HOST_NAME -> !value.equalsIgnoreCase(host);
            case IDENTITY_FILE -> !value.matches("~/\\.ssh/id_(rsa|dsa|ecdsa|ed25519|xmss)(_sk)?");
            case USER_KNOWN_HOSTS_FILE ->
                    !value.matches("\\S*/\\.ssh/known_hosts \\S*/\\.ssh/known_hosts2");
            case GLOBAL_KNOWN_HOSTS_FILE ->
                    !value.matches("\\S*/ssh_known_hosts \\S*/ssh_known_hosts2");
            case CONNECT_TIMEOUT -> Times.seconds(value).isPresent();
            case PORT -> !value.equals("22");
            case STRICT_HOST_KEY_CHECKING -> !value.equals("ask");
            case CANONICALIZE_HOSTNAME, IDENTITIES_ONLY -> !value.matches("false|no");
            case USER -> !value.equals(System.getProperty("user.name"));
            case HOST_KEY_ALIAS,
                    PROXY_JUMP,
                    PROXY_COMMAND,
                    KNOWN_HOSTS_COMMAND,
                    REVOKED_HOST_KEYS,
                    BIND_ADDRESS,
                    BIND_INTERFACE ->
                    !value.equals("none");
        };
    }

    private static List<String> words(Keyword keyword, String value) {
        return keyword.arity() == Keyword.Arity.SEVERAL
                ? List.of(value.split(" +", -1))
                : List.of(value);
    }
}
