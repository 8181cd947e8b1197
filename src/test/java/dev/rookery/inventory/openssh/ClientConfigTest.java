package dev.rookery.inventory.openssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostics;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// Files that only ssh itself understands.
class ClientConfigTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir Path directory;

    private final Diagnostics diagnostics = new Diagnostics();
    private Path file = Path.of("");

    @BeforeEach
    void write() throws Exception {
        Path more = Files.writeString(directory.resolve("more"), "IdentityFile /k/%n\nPort 23\n");
        file =
                Files.writeString(
                        directory.resolve("config"),
                        """
                        Host web
                          Include %s
                        Match originalhost web,db user admin
                          HostName %%h.inner
                          ProxyJump b1,b2
                        Match all
                          UserKnownHostsFile /a /b
                        """
                                .formatted(more));
    }

    private Settings ask(String program, Duration patience, String host) {
        return ClientConfig.open(file, true, new AskedSsh(program, patience), diagnostics)
                .of(host, Optional.of("admin"), OptionalInt.of(24), diagnostics);
    }

    @Test
    void areLeftToIt() {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/bin/ssh")), "there is no ssh: install openssh-client");
        Settings web = ask("ssh", PATIENCE, "web");
        assertThat(diagnostics.all()).isEmpty();
        assertThat(web.all())
                .extracting(setting -> setting.keyword() + " " + setting.words())
                .containsExactlyInAnyOrder(
                        "HostName [web.inner]",
                        "User [admin]",
                        "Port [24]",
                        "IdentityFile [/k/%n]",
                        "UserKnownHostsFile [/a, /b]",
                        "ProxyJump [b1,b2]");
        assertThat(ask("ssh", PATIENCE, "other").first(Keyword.PROXY_JUMP)).isEmpty();
    }

    @Test
    void areAMistakeWithoutIt() {
        assertThat(ask(directory.resolve("none").toString(), PATIENCE, "web").all()).isEmpty();
        assertThat(diagnostics.all()).hasSize(1);
        assertThat(diagnostics.all().getFirst().lines())
                .first()
                .isEqualTo(
                        file
                                + ":2:3: error: only ssh knows what this means, and there is no ssh"
                                + " here to ask");
    }

    @Test
    void areAMistakeIfItRefusesOrIsSilent() throws Exception {
        ask(program("echo 'no such thing' >&2; exit 255"), PATIENCE, "web");
        assertThat(diagnostics.all().toString()).contains("ssh -G refuses: no such thing");
        long start = System.nanoTime();
        ask(program("sleep 600"), Duration.ofMillis(300), "web");
        assertThat(diagnostics.all().toString()).contains("has not answered within");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private String program(String does) throws Exception {
        Path program = Files.createTempFile(directory, "ssh", "");
        Files.writeString(program, "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }

    @Test
    void aFileMustBeThereOnlyIfItIsNamed() {
        Path none = directory.resolve("none");
        ClientConfig.open(none, false, diagnostics);
        assertThat(diagnostics.all()).isEmpty();
        ClientConfig.open(none, true, diagnostics);
        assertThat(diagnostics.all()).hasSize(1);
    }
}
