package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The booted machine of `lab/kvm-amd`, seen through OpenSSH.
///
/// @param folder where its files are
record KvmAmdMachine(Path folder) {
    static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path SCRIPT = PROJECT.resolve("lab/kvm-amd");
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
    private static final Duration BOOT_LIMIT = Duration.ofMinutes(10);

    /// Makes the disk if there is none yet, boots, and waits until it answers. The machine goes
    /// when this process does, however that ends.
    static KvmAmdMachine boot(Path folder) {
        lab("up", folder.toString(), String.valueOf(ProcessHandle.current().pid()));
        return new KvmAmdMachine(folder);
    }

    /// The same machine as a libvirt host, see `lab/kvm-amd-libvirt`.
    static KvmAmdMachine bootLibvirt(Path folder) {
        lab("libvirt", "up", folder.toString(), String.valueOf(ProcessHandle.current().pid()));
        return new KvmAmdMachine(folder);
    }

    void end() {
        lab("down", folder.toString());
    }

    private static void lab(String... words) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(words));
        Ran ran = Ran.of(new ProcessBuilder(command), BOOT_LIMIT);
        assertThat(ran.code()).as("%s: %s", command, ran).isZero();
    }

    /// Runs a script as root on the machine; it must succeed.
    ///
    /// @return what it printed, without the last line feed
    String run(String script) {
        return run("root", script);
    }

    /// The same on another host of the machine's ssh_config, such as `l1`.
    String run(String host, String script) {
        Ran ran = ssh(host, script);
        assertThat(ran.code()).as("%s: %s", script, ran).isZero();
        return ran.out().stripTrailing();
    }

    /// Whether a script succeeds there.
    boolean holds(String host, String script) {
        return ssh(host, script).code() == 0;
    }

    private Ran ssh(String host, String script) {
        return Ran.of(
                new ProcessBuilder(
                        "ssh", "-F", folder.resolve("ssh_config").toString(), host, script),
                COMMAND_LIMIT);
    }

    /// What the running kernel's kvm_amd says of a parameter; "not loaded" if it is not there.
    String live(String parameter) {
        return run(
                "cat /sys/module/kvm_amd/parameters/"
                        + parameter
                        + " 2>/dev/null || echo not loaded");
    }

    /// Brings the machine into a known state: nothing of Rookery's or of an earlier test is left.
    void reset(String nested) {
        run(
                """
                pkill -x lab-guest && sleep 0.5
                rm -rf /var/lib/rookery /etc/modprobe.d/*
                modprobe -r kvm_amd && modprobe kvm_amd nested=%s\
                """
                        .formatted(nested));
        assertThat(live("nested")).isEqualTo(nested);
    }

    /// Restarts the operating system and waits for the next one.
    void reboot() {
        String boot = "cat /proc/sys/kernel/random/boot_id";
        String before = run(boot);
        // The connection may go before the command has answered.
        Ran asked = ssh("root", "sync; systemctl reboot");
        await(
                Duration.ofMinutes(6),
                "a new boot; asked for it with " + asked,
                () -> {
                    Ran now = ssh("root", boot);
                    return now.code() == 0 && !now.out().strip().equals(before);
                });
        // udev loads kvm_amd once for each CPU, and may still be at it when sshd answers.
        run("udevadm settle");
    }

    /// Waits until something is so.
    static void await(Duration limit, String what, Condition condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("%s within %s", what, limit).isLessThan(deadline);
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    /// Something that is so or will be.
    interface Condition {
        boolean holds();
    }
}
