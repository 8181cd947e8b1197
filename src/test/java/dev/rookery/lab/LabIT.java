package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The whole way, from a playbook to a real kernel's kvm_amd. What the program claims is read back
/// by another client, OpenSSH.
@EnabledIfEnvironmentVariable(
        named = "ROOKERY_LAB",
        matches = "1",
        disabledReason = "boots a machine in QEMU: set ROOKERY_LAB=1 (see lab/kvm-amd)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabIT {
    private static final String DROP_IN = "/etc/modprobe.d/zz-rookery.conf";

    private KvmAmdMachine machine;
    private Controller controller;
    private Path on;
    private Path off;

    LabIT(@TempDir Path folder) throws IOException {
        machine = new KvmAmdMachine(Files.createDirectory(folder.resolve("machine")));
        controller = new Controller(folder, machine);
        on = controller.playbook("on", "nested: true");
        off = controller.playbook("off", "nested: false");
    }

    @BeforeAll
    void boot() {
        KvmAmdMachine.boot(machine.folder());
    }

    @AfterAll
    void end() {
        machine.end();
    }

    @Test
    void switchesNestingOnAndThenLeavesItAlone() {
        machine.reset("0");

        Ran plan = controller.rookery("plan", on, "--detailed-exitcode");
        assertThat(plan.code()).as("%s", plan).isEqualTo(2);
        assertThat(plan.out()).contains("kvm_amd.nested: 0 -> 1", "1 module reload, 0 reboots");
        assertThat(machine.live("nested")).as("a plan changes nothing").isEqualTo("0");
        assertThat(controller.rookery("verify", on).code()).isEqualTo(2);

        succeeds(controller.rookery("apply", on, "--yes"));
        assertThat(machine.live("nested")).isEqualTo("1");
        assertThat(machine.run("cat " + DROP_IN)).contains("options kvm_amd nested=1");

        Ran verified = succeeds(controller.rookery("verify", on));
        assertThat(verified.out()).contains("kvm_amd.nested reads 1 in the running kernel");

        machine.run("touch /run/before; sleep 0.1");
        String loads = loads();
        Ran again = succeeds(controller.rookery("apply", on, "--yes"));
        assertThat(again.out()).contains("No changes.");
        assertThat(loads()).as("times that kvm_amd was loaded").isEqualTo(loads);
        assertThat(machine.run("find /etc /var/lib/rookery -newer /run/before"))
                .as("files written by a second apply")
                .isEmpty();
    }

    /// Each load of kvm_amd says so in the kernel's log.
    private String loads() {
        return machine.run("dmesg | grep -c 'Nested Paging enabled'");
    }

    private static Ran succeeds(Ran ran) {
        assertThat(ran.code()).as("%s", ran).isZero();
        return ran;
    }

    @Test
    void leavesAModuleInUseAndNamesItsUser() {
        machine.reset("0");
        String user =
                machine.run(
                        """
                        cp /bin/sleep /usr/local/bin/lab-guest
                        (exec 9<>/dev/kvm; exec lab-guest 600) >/dev/null 2>&1 </dev/null &
                        echo $!\
                        """);

        Ran plan = succeeds(controller.rookery("plan", on));
        assertThat(plan.out())
                .contains(
                        "in use by lab-guest (pid " + user + ")", "0 module reloads", "1 pending");

        Ran apply = controller.rookery("apply", on, "--yes");
        assertThat(apply.code()).as("%s", apply).isEqualTo(6);
        assertThat(machine.live("nested")).isEqualTo("0");
        assertThat(machine.run("cat " + DROP_IN)).contains("options kvm_amd nested=1");
        machine.run("kill -0 " + user);

        machine.run("kill " + user + "; sleep 0.5");
        succeeds(controller.rookery("apply", on, "--yes"));
        assertThat(machine.live("nested")).isEqualTo("1");
    }

    @Test
    void namesADropInThatContradicts() {
        machine.reset("1");
        machine.run("echo 'options kvm-amd nested=0' >/etc/modprobe.d/10-site.conf");
        Ran plan = succeeds(controller.rookery("plan", on));
        assertThat(plan.out()).contains("/etc/modprobe.d/10-site.conf", "kvm_amd.nested: 0 -> 1");

        machine.run("mv /etc/modprobe.d/10-site.conf /etc/modprobe.d/zzz-site.conf");
        Ran blocked = controller.rookery("apply", on, "--yes");
        assertThat(blocked.code()).as("%s", blocked).isEqualTo(3);
        assertThat(blocked.out()).contains("/etc/modprobe.d/zzz-site.conf", "1 blocked");
        assertThat(machine.run("cat /etc/modprobe.d/zzz-site.conf"))
                .as("another's file is not touched")
                .isEqualTo("options kvm-amd nested=0");
    }

    @Test
    void saysThatTheOtherVendorsParametersDoNotCount() {
        machine.reset("1");
        Path intel = controller.playbook("intel", "kvm_intel: { enable_shadow_vmcs: true }");
        Ran plan = succeeds(controller.rookery("plan", intel, "--detailed-exitcode"));
        assertThat(plan.out()).contains("kvm_intel.enable_shadow_vmcs  not applicable");
        succeeds(controller.rookery("apply", intel, "--yes"));
        assertThat(machine.run("ls /etc/modprobe.d")).isEmpty();
    }

    @Test
    void finishesAReloadWhoseConnectionWasCut() throws IOException {
        machine.reset("0");
        machine.run(HELD_MODPROBE);
        try {
            Process program =
                    Ran.start(
                            controller.program("apply", on, controller.inventory("root"), "--yes"),
                            controller.folder().resolve("cut.out"),
                            controller.folder().resolve("cut.err"));
            KvmAmdMachine.await(
                    Duration.ofSeconds(60),
                    "kvm_amd unloaded and not yet loaded",
                    () -> machine.run("ls /run").contains("lab-loading"));
            assertThat(machine.live("nested")).isEqualTo("not loaded");
            program.destroyForcibly();
            // The other sessions of sshd, at once, without a word to what runs in them.
            machine.run(
                    "for pid in $(pgrep -f '^sshd: root@'); do"
                            + " [ $pid = $PPID ] || kill -9 $pid; done");
            assertThat(machine.live("nested")).as("right after the cut").isEqualTo("not loaded");
            machine.run("rm /run/lab-hold");

            KvmAmdMachine.await(
                    Duration.ofSeconds(60),
                    "kvm_amd loaded again",
                    () -> !machine.live("nested").equals("not loaded"));
            assertThat(machine.live("nested")).isEqualTo("1");
        } finally {
            machine.run("ln -sf /bin/kmod /usr/sbin/modprobe; rm -f /run/lab-*");
        }
        succeeds(controller.rookery("verify", on));
    }

    /// A kmod that says when it is to load kvm_amd, and waits for leave to do so.
    private static final String HELD_MODPROBE =
            """
            mkdir -p /usr/local/lib/lab && ln -sf /bin/kmod /usr/local/lib/lab/modprobe
            rm -f /usr/sbin/modprobe /run/lab-loading && touch /run/lab-hold
            cat >/usr/sbin/modprobe <<'END'
            #!/bin/sh
            case "$* " in
            *-r* | *-c* | *-n*) ;;
            *kvm_amd\\ *)
                touch /run/lab-loading
                while [ -e /run/lab-hold ]; do sleep 0.2; done
                ;;
            esac
            exec /usr/local/lib/lab/modprobe "$@"
            END
            chmod 755 /usr/sbin/modprobe\
            """;

    /// The kernel's default is 1: only where something else says otherwise does a reboot show
    /// anything.
    @Test
    void survivesAReboot() {
        machine.reset("1");
        succeeds(controller.rookery("apply", off, "--yes"));
        assertThat(machine.live("nested")).isEqualTo("0");
        machine.reboot();
        assertThat(machine.live("nested")).as("off, after a reboot").isEqualTo("0");
        succeeds(controller.rookery("verify", off));

        machine.reset("0");
        machine.run("echo 'options kvm-amd nested=0' >/etc/modprobe.d/10-site.conf");
        succeeds(controller.rookery("apply", on, "--yes"));
        machine.reboot();
        assertThat(machine.live("nested")).as("on against 10-site.conf").isEqualTo("1");
        succeeds(controller.rookery("verify", on));

        machine.run("rm " + DROP_IN);
        machine.reboot();
        assertThat(machine.live("nested")).as("without our drop-in").isEqualTo("0");
        assertThat(controller.rookery("verify", on).code()).isEqualTo(2);
    }

    @Test
    void becomesRootBySudo() throws IOException {
        machine.reset("0");
        Path plain = controller.inventory("operator");
        Ran blocked = controller.rookery("apply", on, plain, "--yes");
        assertThat(blocked.code()).as("%s", blocked).isEqualTo(3);
        assertThat(blocked.out()).contains("only root may change it");

        String password = Files.readString(machine.folder().resolve("operator.password"));
        Path become =
                controller.inventory(
                        "operator",
                        "ansible_become: true",
                        "ansible_become_password: '" + password.strip() + "'");
        Ran applied = succeeds(controller.rookery("apply", on, become, "--yes"));
        assertThat(machine.live("nested")).isEqualTo("1");
        assertThat(applied.out() + applied.err()).doesNotContain(password.strip());
    }

    @Test
    void spendsOneLoginOnAWrongPassword() {
        machine.reset("0");
        String failures = "journalctl -t sudo --no-pager | grep -c 'authentication failure'";
        int before = Integer.parseInt(machine.run(failures + " || true"));
        Path wrong =
                controller.inventory(
                        "operator",
                        "ansible_become: true",
                        "ansible_become_password: 'not the password'");
        Ran refused = controller.rookery("apply", on, wrong, "--yes");
        assertThat(refused.code()).as("%s", refused).isIn(1, 4);
        assertThat(refused.out() + refused.err()).doesNotContain("not the password");
        assertThat(Integer.parseInt(machine.run(failures))).isEqualTo(before + 1);
        assertThat(machine.live("nested")).isEqualTo("0");
    }
}
