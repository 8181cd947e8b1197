package dev.rookery.resource.kvm;

import static dev.rookery.resource.kvm.SimulatedHosts.amd;
import static dev.rookery.resource.kvm.SimulatedHosts.bare;
import static dev.rookery.resource.kvm.SimulatedHosts.effective;
import static dev.rookery.resource.kvm.SimulatedHosts.intel;
import static dev.rookery.resource.kvm.SimulatedHosts.locked;

import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The golden cases' machines, by the name of the case's folder.
final class SimulatedCases {
    static final String MODERN = "5.14.0-427.el9.x86_64";
    static final String OLD = "4.18.0-553.el8_10.x86_64";

    /// @param source where what was made up comes from
    /// @param build makes the machine of an empty root
    record Case(String source, UnaryOperator<SimulatedRoot> build) {}

    private final SequencedMap<String, Case> cases = new TreeMap<>();

    private SimulatedCases() {
        states();
        configuration();
        firmware();
        use();
        surroundings();
    }

    static SequencedMap<String, Case> all() {
        return new SimulatedCases().cases;
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private void add(String name, String source, UnaryOperator<SimulatedRoot> build) {
        cases.put(name, new Case(source, build));
    }

    private void states() {
        add("intel-on", "vmx.c: Y by default from 4.20", m -> intel(m, MODERN, "Y"));
        add("intel-off", "vmx.c: a bool prints N", m -> intel(m, MODERN, "N"));
        add(
                "intel-off-4.18",
                "vmx.c: N by default before 4.20; no 'vmx flags' line before 5.6",
                m -> {
                    intel(m, OLD, "N");
                    return SimulatedHosts.intelCpu(m, SimulatedHosts.INTEL_FLAGS, "");
                });
        add(
                "amd-on",
                "svm.c of 5.10: nested and npt are ints",
                m -> amd(m, "5.10.0-28-amd64", "1", "1"));
        add(
                "amd-off",
                "svm.c of 6.x: nested is an int, npt a bool",
                m -> amd(m, "6.8.0-31-generic", "0", "Y"));
        add(
                "no-vmx-flags-line",
                "kernel 5.4: nested is on, and the CPU's VMX features are not printed",
                m -> {
                    intel(m, "5.4.0-182-generic", "Y");
                    return SimulatedHosts.intelCpu(m, SimulatedHosts.INTEL_FLAGS, "");
                });
        add(
                "ivy-bridge-no-shadow-vmcs",
                "nested.c: enable_shadow_vmcs is cleared silently on a CPU without it",
                m -> {
                    intel(m, MODERN, "Y");
                    SimulatedHosts.intelCpu(
                            m,
                            SimulatedHosts.INTEL_FLAGS,
                            "vnmi preemption_timer invvpid ept_x_only flexpriority tsc_offset vtpr"
                                    + " mtf vapic ept vpid unrestricted_guest ple");
                    return m.parameter("kvm_intel", "enable_apicv", "N")
                            .parameter("kvm_intel", "eptad", "N")
                            .parameter("kvm_intel", "enable_shadow_vmcs", "N");
                });
        add(
                "amd-avic",
                "cloud-hypervisor 5972: AVIC and nested did not go together from 5.6 to 5.18",
                m -> amd(m, "5.15.0-107-generic", "0", "Y").parameter("kvm_amd", "avic", "Y"));
        add("not-loaded", "kmod: the modules' files are there", m -> bareIntel(m, MODERN));
        add(
                "module-absent",
                "SatelliteQE 169: no file of the vendor module for this kernel, no parameters",
                m ->
                        bareIntel(m, MODERN)
                                .file(
                                        "lib/modules/" + MODERN + "/modules.dep",
                                        "kernel/fs/xfs/xfs.ko.xz:\n"));
        add(
                "no-modules-directory",
                "measured on a cloud machine: neither /lib/modules nor /proc/modules",
                m ->
                        bareIntel(m, MODERN)
                                .remove("lib/modules/" + MODERN + "/modules.dep")
                                .without("modinfo")
                                .without("modprobe"));
        add(
                "builtin",
                "measured: a built-in module's directory has parameters only",
                m -> {
                    bareIntel(m, "5.15.153.1-example");
                    return m.parameter("kvm", "ignore_msrs", "N")
                            .parameter("kvm_intel", "nested", "N")
                            .parameter("kvm_intel", "enable_shadow_vmcs", "Y");
                });
        add(
                "kvm-pvm",
                "measured on a cloud machine: kvm and kvm_pvm built in, no svm flag",
                m -> {
                    bare(m, "6.7.0-pvm");
                    SimulatedHosts.amdCpu(
                            m, "fpu vme de pse tsc msr pae mce cx8 apic syscall nx lm hypervisor");
                    return m.remove("lib/modules/6.7.0-pvm/modules.dep")
                            .parameter("kvm", "ignore_msrs", "N")
                            .parameter("kvm_pvm", "force", "N")
                            .prints("systemd-detect-virt", "kvm");
                });
    }

    static SimulatedRoot bareIntel(SimulatedRoot machine, String kernel) {
        return SimulatedHosts.intelCpu(
                bare(machine, kernel), SimulatedHosts.INTEL_FLAGS, SimulatedHosts.VMX_FLAGS);
    }

    private void configuration() {
        add(
                "conflicting-drop-ins",
                "modprobe.d(5): options of all files add up in the order of their names",
                m ->
                        effective(
                                intel(m, MODERN, "N")
                                        .file(
                                                "etc/modprobe.d/kvm.conf",
                                                lines(
                                                        "# kvm_intel and kvm_amd",
                                                        "options kvm_intel nested=1"))
                                        .file(
                                                "etc/modprobe.d/zz-tool.conf",
                                                "options kvm_intel ept=1 nested=0\n")
                                        .file(
                                                "usr/lib/modprobe.d/dist-blacklist.conf",
                                                "blacklist x\n"),
                                "options kvm_intel nested=1",
                                "options kvm_intel ept=1 nested=0"));
        add(
                "shadowed-by-name",
                "modprobe.d(5): a name in /etc hides the same name in /usr/lib",
                m ->
                        effective(
                                intel(m, MODERN, "Y")
                                        .file("etc/modprobe.d/kvm.conf", "# nothing for KVM\n")
                                        .file(
                                                "usr/lib/modprobe.d/kvm.conf",
                                                "options kvm_intel nested=0\n")));
        add(
                "cmdline-wins",
                "kmod: the kernel command line's options come last and win (measured, kmod 30)",
                m ->
                        effective(
                                intel(m, MODERN, "N")
                                        .file("proc/cmdline", "ro quiet kvm_intel.nested=0\n")
                                        .file(
                                                "etc/modprobe.d/kvm.conf",
                                                "options kvm_intel nested=1\n"),
                                "options kvm_intel nested=1",
                                "options kvm_intel nested=0"));
        add(
                "hyphen-drop-in",
                "kmod: '-' and '_' are the same in a module's name",
                m ->
                        effective(
                                amd(m, "6.1.0-18-amd64", "0", "Y")
                                        .file(
                                                "etc/modprobe.d/10-site.conf",
                                                "options kvm-amd nested=0\n"),
                                "options kvm_amd nested=0"));
        add(
                "persisted-by-rookery",
                "an earlier apply",
                m ->
                        effective(
                                amd(m, "6.1.0-18-amd64", "0", "Y")
                                        .file(
                                                "etc/modprobe.d/zz-rookery.conf",
                                                "# Written by rookery\noptions kvm_amd nested=0\n"),
                                "options kvm_amd nested=0"));
        add(
                "admin-file-and-backup",
                "community.general.modprobe: more options on a line; a .bak file is not read",
                m ->
                        effective(
                                intel(m, MODERN, "N")
                                        .file(
                                                "etc/modprobe.d/kvm_intel.conf",
                                                "# site\r\n"
                                                        + "options\tkvm_intel ept=1"
                                                        + " enable_shadow_vmcs=1\r\n"
                                                        + "blacklist foo\r\n")
                                        .file(
                                                "etc/modprobe.d/old site.bak",
                                                "options kvm_intel nested=1\n"),
                                "options kvm_intel ept=1 enable_shadow_vmcs=1"));
        add(
                "junk-line",
                "WSL 4193: 'ignoring bad line starting with'",
                m ->
                        effective(
                                intel(m, MODERN, "N")
                                        .file("etc/modprobe.d/kvm.conf", "kvm_intel nested=1\n")));
        add(
                "install-false",
                "modprobe.d(5): an install line replaces loading",
                m ->
                        effective(
                                bareIntel(m, MODERN)
                                        .file(
                                                "etc/modprobe.d/no-kvm.conf",
                                                lines(
                                                        "blacklist kvm_intel",
                                                        "install kvm-intel /bin/false")),
                                "blacklist kvm_intel",
                                "install kvm_intel /bin/false"));
        add(
                "busybox-modprobe",
                "busybox 1.35: its modprobe has no -c",
                m ->
                        amd(m, "6.6.31-0-lts", "0", "Y")
                                .tool(
                                        "modprobe",
                                        lines(
                                                "echo \"modprobe: invalid option -- 'c'\" >&2",
                                                "echo 'BusyBox v1.35.0 multi-call binary.' >&2",
                                                "exit 1"))
                                .without("systemd-detect-virt")
                                .file("etc/modprobe.d/kvm.conf", "options kvm_amd nested=0\n"));
    }

    private void firmware() {
        add(
                "bios-locked-1",
                "kernels to 5.15: wording 1; vmx is in cpuinfo before 5.6",
                m -> {
                    locked(m, OLD, "[    9.105437] kvm: disabled by bios");
                    return SimulatedHosts.intelCpu(m, SimulatedHosts.INTEL_FLAGS, "");
                });
        add(
                "bios-locked-2",
                "kernels 5.16 to 6.2: wording 2",
                m ->
                        locked(
                                m,
                                "5.19.0-50-generic",
                                "[    0.091000] x86/cpu: VMX (outside TXT) disabled by BIOS",
                                "[    0.100000] x86/cpu: SGX disabled by BIOS.",
                                "[    9.1] kvm: support for 'kvm_intel' disabled by bios"));
        add(
                "bios-locked-3",
                "kernels from 6.3: wording 3",
                m ->
                        locked(
                                m,
                                "6.8.0-31-generic",
                                "[    9.1] kvm_intel: VMX not enabled (by BIOS) in"
                                        + " MSR_IA32_FEAT_CTL on CPU 0"));
        add(
                "bios-locked-4",
                "patches of 2026: wording 4",
                m ->
                        locked(
                                m,
                                "7.0.0-example",
                                "[    9.1] kvm_intel: VMX not fully enabled on CPU 0.  Check kernel"
                                        + " logs and/or BIOS"));
        add(
                "bios-locked-amd",
                "amd.c: svm is cleared from cpuinfo",
                m -> {
                    locked(
                            m,
                            "6.8.0-31-generic",
                            "[    0.1] SVM disabled (by BIOS) in MSR_VM_CR",
                            "[    9.1] kvm_amd: SVM not supported by CPU 1");
                    return SimulatedHosts.amdCpu(m, SimulatedHosts.AMD_FLAGS.replace(" svm ", " "));
                });
        add(
                "sev-guest",
                "AMDSEV 63: no nesting inside an SEV guest",
                m -> {
                    locked(
                            m,
                            "6.8.0-31-generic",
                            "[    9.1] kvm_amd: KVM is unsupported when running as an SEV guest");
                    return SimulatedHosts.amdCpu(m, SimulatedHosts.AMD_FLAGS + " hypervisor")
                            .prints("systemd-detect-virt", "kvm");
                });
    }

    private void use() {
        add(
                "in-use-by-qemu",
                "cockpit 11272: the vendor module's refcount and who has /dev/kvm open",
                m -> inUse(intel(m, MODERN, "N")));
        add(
                "proxmox-in-use",
                "Proxmox VE: QEMU is called kvm, pmxcfs runs",
                m ->
                        amd(m, "6.8.4-2-pve", "0", "Y")
                                .loaded("kvm_amd", 6)
                                .process(1180, "pmxcfs", "/usr/bin/pmxcfs")
                                .process(
                                        2290,
                                        "kvm",
                                        "/usr/bin/kvm",
                                        "-id",
                                        "100",
                                        "-name",
                                        "web,debug-threads=on")
                                .opened(2290, 13, "/dev/kvm")
                                .opened(2290, 14, "anon_inode:kvm-vm"));
        add(
                "refcount-without-a-user",
                "cockpit 11272: a refcount above 0 with no machine running",
                m -> intel(m, MODERN, "N").loaded("kvm_intel", 1));
        add(
                "vboxdrv-loaded",
                "nixpkgs 363887: from 6.12 on KVM and VirtualBox exclude each other while loaded",
                m -> bareIntel(m, "6.12.9-example").loaded("vboxdrv", 2, "vboxnetflt"));
    }

    static SimulatedRoot inUse(SimulatedRoot machine) {
        return machine.loaded("kvm_intel", 5)
                .process(
                        4711,
                        "qemu-system-x86",
                        "/usr/bin/qemu-system-x86_64",
                        "-name",
                        "guest=cloud,,lab,debug-threads=on",
                        "-S")
                .opened(4711, 0, "/dev/null")
                .opened(4711, 11, "/dev/kvm")
                .opened(4711, 12, "anon_inode:kvm-vm")
                .process(815, "fire cracker", "/jail/firecracker")
                .opened(815, 9, "anon_inode:kvm-vm")
                .process(900, "bash", "bash")
                .opened(900, 0, "/dev/pts/0");
    }

    private void surroundings() {
        add(
                "not-root",
                "a user without rights",
                m ->
                        inUse(intel(m, MODERN, "N"))
                                .prints("id", "1000")
                                .tool(
                                        "dmesg",
                                        "echo 'dmesg: Operation not permitted' >&2; exit 1"));
        add(
                "log-wrapped",
                "the ring buffer of a machine that runs for long",
                m ->
                        bareIntel(m, MODERN)
                                .prints("dmesg", "[99.1] device eth0 left promiscuous mode"));
        add(
                "inside-l1-without-svm",
                "kubevirt 10508: the parent does not hand svm down",
                m -> {
                    bare(m, "6.1.0-18-amd64");
                    SimulatedHosts.amdCpu(
                            m, SimulatedHosts.AMD_FLAGS.replace(" svm ", " ") + " hypervisor");
                    return m.prints("systemd-detect-virt", "kvm");
                });
        add(
                "inside-l1",
                "a guest that is a hypervisor too",
                m -> {
                    amd(m, "6.1.0-18-amd64", "0", "Y");
                    return SimulatedHosts.amdCpu(m, SimulatedHosts.AMD_FLAGS + " hypervisor")
                            .prints("systemd-detect-virt", "kvm");
                });
        add(
                "container",
                "Docker leaves .dockerenv; its containers see the host's modules",
                m -> amd(m, "6.1.0-18-amd64", "0", "Y").file(".dockerenv", "\n"));
        add(
                "vdsm-host",
                "oVirt: vdsmd runs",
                m ->
                        intel(m, MODERN, "N")
                                .process(700, "vdsmd", "python3", "/usr/share/vdsm/vdsmd"));
    }
}
