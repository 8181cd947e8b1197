package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The launcher in a checkout of its own, whose folder has a space in its name. The Maven there is
/// a script that brings the jar this build made and counts its runs, so that no second build is
/// needed to see when the launcher starts one.
class LauncherIT {
    private static final Path BUILT = KvmAmdMachine.PROJECT.resolve("target/dist/lib");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private Path checkout = Path.of("");
    private Path tools = Path.of("");

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectory(folder.resolve("a checkout"));
        tools = Files.createDirectory(folder.resolve("tools"));
        Files.createDirectories(checkout.resolve("src/main/java"));
        Files.createDirectories(checkout.resolve("build"));
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        launcher(Files.readString(KvmAmdMachine.PROJECT.resolve("rookery")));
        mvn(
                """
                echo run >>"%s/runs"
                sleep 1
                mkdir -p target/dist
                cp -r "%s" target/dist/\
                """
                        .formatted(folder, BUILT));
    }

    private void launcher(String text) throws IOException {
        executable(checkout.resolve("rookery"), text);
    }

    private void mvn(String body) throws IOException {
        executable(tools.resolve("mvn"), "#!/bin/sh\nset -e\n" + body + "\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ProcessBuilder start(Path launcher) {
        ProcessBuilder builder =
                new ProcessBuilder(launcher.toString(), "--help").directory(folder.toFile());
        builder.environment().put("ROOKERY_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", tools.toString(), (old, ours) -> ours + ":" + old);
        return builder;
    }

    private Ran run() {
        return Ran.of(start(checkout.resolve("rookery")), LIMIT);
    }

    private int runs() throws IOException {
        Path runs = folder.resolve("runs");
        return Files.exists(runs) ? Files.readAllLines(runs).size() : 0;
    }

    @Test
    void buildsOnFirstUseAndSaysSoInOneLine() throws IOException {
        Ran first = run();
        assertThat(first.code()).as("%s", first).isZero();
        assertThat(first.out()).contains("apply");
        assertThat(first.err()).startsWith("building Rookery (first use").hasLineCount(1);

        Ran second = run();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err()).isEmpty();
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void buildsAgainOnceWhenASourceIsNewer() throws IOException {
        run();
        Path source = Files.writeString(checkout.resolve("src/main/java/New.java"), "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(run().err()).startsWith("building Rookery (sources have changed)");
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        assertThat(run().err()).isEmpty();
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void worksThroughSymbolicLinks() throws IOException {
        run();
        Path direct =
                Files.createSymbolicLink(folder.resolve("direct"), checkout.resolve("rookery"));
        Path chained = Files.createSymbolicLink(folder.resolve("chained"), Path.of("direct"));
        for (Path link : List.of(direct, chained)) {
            Ran ran = Ran.of(start(link).directory(Path.of("/").toFile()), LIMIT);
            assertThat(ran.code()).as("%s", ran).isZero();
        }
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void letsOneOfTwoFirstStartsBuild() throws IOException {
        List<Process> both =
                List.of(
                        Ran.start(
                                start(checkout.resolve("rookery")),
                                folder.resolve("1.out"),
                                folder.resolve("1.err")),
                        Ran.start(
                                start(checkout.resolve("rookery")),
                                folder.resolve("2.out"),
                                folder.resolve("2.err")));
        for (Process process : both) {
            assertThat(Ran.ended(process, LIMIT)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void takesOverFromABuildThatWasKilled() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(checkout.resolve("target"));
        Files.createSymbolicLink(
                checkout.resolve("target/building"), Path.of(String.valueOf(gone.pid())));
        assertThat(run().code()).isZero();
        assertThat(checkout.resolve("target/building")).doesNotExist();
    }

    @Test
    void showsMavensLogWhenTheBuildFails() throws IOException {
        mvn("echo '[ERROR] no such symbol'; exit 1");
        Ran ran = run();
        assertThat(ran.code()).isEqualTo(70);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("[ERROR] no such symbol", "the build failed");
        assertThat(checkout.resolve("target/building")).doesNotExist();
    }

    @Test
    void saysHowToGetMaven() throws IOException {
        ProcessBuilder builder = start(checkout.resolve("rookery"));
        builder.environment().put("PATH", onlyThese("sh", "sed", "find", "head", "dirname"));
        Ran ran = Ran.of(builder, LIMIT);
        assertThat(ran.code()).as("%s", ran).isEqualTo(64);
        assertThat(ran.err()).contains("Maven", "sudo apt install maven");
    }

    /// A launcher that wants a Java which cannot be there.
    @Test
    void saysHowToGetJavaAndWhatItFound() throws IOException {
        launcher(
                Files.readString(KvmAmdMachine.PROJECT.resolve("rookery"))
                        .replaceFirst("(?m)^needed=25$", "needed=9999"));
        Ran ran = run();
        assertThat(ran.code()).isEqualTo(64);
        assertThat(ran.err())
                .contains(
                        "no JDK 9999 or later",
                        System.getProperty("java.home") + " (",
                        "ROOKERY_JAVA_HOME");
    }

    @Test
    void tellsJavaOfTheConfigurationThatMitsKerberosUses() throws IOException {
        run();
        Path home = folder.resolve("a java");
        Path java = Files.createDirectories(home.resolve("bin"));
        executable(java.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"9999.0.1\"\n");
        ProcessBuilder builder = start(checkout.resolve("rookery"));
        builder.environment().put("ROOKERY_JAVA_HOME", home.toString());
        builder.environment().put("KRB5_CONFIG", "/lab/my krb5.conf:/etc/krb5.conf");
        assertThat(Ran.of(builder, LIMIT).out().lines())
                .contains("-Djava.security.krb5.conf=/lab/my krb5.conf")
                .endsWith("dev.rookery.Main", "--help");
        builder.environment().remove("KRB5_CONFIG");
        assertThat(Ran.of(builder, LIMIT).out())
                .contains("dev.rookery.Main")
                .doesNotContain("krb5.conf");
    }

    private String onlyThese(String... names) throws IOException {
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String name : names) {
            try (Stream<Path> places =
                    Stream.of("/usr/bin", "/bin").map(place -> Path.of(place, name))) {
                Files.copy(
                        places.filter(Files::exists).findFirst().orElseThrow(),
                        bin.resolve(name),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return bin.toString();
    }
}
