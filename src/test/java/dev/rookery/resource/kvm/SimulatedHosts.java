package dev.rookery.resource.kvm;

import java.util.List;

/// Made-up hosts that the cases vary: what their kernels print is as facts about those kernels say.
final class SimulatedHosts {
    static final String INTEL_FLAGS =
            "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat clflush mmx fxsr"
                    + " sse sse2 ss ht syscall nx rdtscp lm constant_tsc nopl pni pclmulqdq vmx"
                    + " ssse3 cx16 sse4_1 sse4_2 x2apic popcnt aes xsave avx lahf_lm tpr_shadow"
                    + " flexpriority ept vpid ept_ad";
    static final String VMX_FLAGS =
            "vnmi preemption_timer posted_intr invvpid ept_x_only ept_ad ept_1gb flexpriority"
                    + " apicv tsc_offset vtpr mtf vapic ept vpid unrestricted_guest vapic_reg vid"
                    + " ple shadow_vmcs pml ept_mode_based_exec tsc_scaling";
    static final String AMD_FLAGS =
            "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat clflush mmx fxsr sse"
                + " sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm svm extapic cr8_legacy abm"
                + " sse4a npt lbrv svm_lock nrip_save tsc_scale vmcb_clean flushbyasid"
                + " decodeassists pausefilter pfthreshold avic v_vmsave_vmload vgif";

    private SimulatedHosts() {}

    /// An idle Intel server with its modules loaded.
    static SimulatedRoot intel(SimulatedRoot machine, String kernel, String nested) {
        bare(machine, kernel);
        intelCpu(machine, INTEL_FLAGS, VMX_FLAGS);
        machine.loaded("kvm", 1, "kvm_intel").loaded("kvm_intel", 0);
        machine.parameter("kvm", "ignore_msrs", "N")
                .mode("sys/module/kvm/parameters/ignore_msrs", "rw-r--r--")
                .parameter("kvm", "enable_vmware_backdoor", "N");
        for (String on : List.of("ept", "unrestricted_guest", "enable_shadow_vmcs", "eptad")) {
            machine.parameter("kvm_intel", on, "Y");
        }
        return machine.parameter("kvm_intel", "enable_apicv", "Y")
                .parameter("kvm_intel", "dump_invalid_vmcs", "N")
                .mode("sys/module/kvm_intel/parameters/dump_invalid_vmcs", "rw-r--r--")
                .parameter("kvm_intel", "nested", nested);
    }

    /// An idle AMD server with its modules loaded.
    ///
    /// @param npt `1` where the kernel has it as a number, `Y` where as a truth value
    static SimulatedRoot amd(SimulatedRoot machine, String kernel, String nested, String npt) {
        bare(machine, kernel);
        amdCpu(machine, AMD_FLAGS);
        return machine.loaded("kvm", 1, "kvm_amd")
                .loaded("kvm_amd", 0)
                .parameter("kvm", "ignore_msrs", "N")
                .mode("sys/module/kvm/parameters/ignore_msrs", "rw-r--r--")
                .parameter("kvm_amd", "avic", npt.equals("1") ? "0" : "N")
                .parameter("kvm_amd", "nested", nested)
                .parameter("kvm_amd", "npt", npt)
                .parameter("kvm_amd", "vgif", "1");
    }

    /// A server whose firmware has VMX locked: the module did not load.
    static SimulatedRoot locked(SimulatedRoot machine, String kernel, String... log) {
        bare(machine, kernel);
        intelCpu(machine, INTEL_FLAGS.replace(" vmx", "").replaceAll(" tpr_shadow.*", ""), "");
        log(machine, kernel, log);
        return machine.loaded("kvm", 0).parameter("kvm", "ignore_msrs", "N").remove("dev/kvm");
    }

    static SimulatedRoot log(SimulatedRoot machine, String kernel, String... more) {
        String[] lines = new String[more.length + 1];
        lines[0] = "[    0.000000] Linux version " + kernel + " (build@host) #1 SMP";
        System.arraycopy(more, 0, lines, 1, more.length);
        return machine.prints("dmesg", lines);
    }

    static SimulatedRoot intelCpu(SimulatedRoot machine, String flags, String vmxFlags) {
        cpu(machine, "GenuineIntel", "Intel(R) Xeon(R) Gold 6130 CPU @ 2.10GHz", flags, vmxFlags);
        return machine;
    }

    static SimulatedRoot amdCpu(SimulatedRoot machine, String flags) {
        cpu(machine, "AuthenticAMD", "AMD EPYC 7302 16-Core Processor", flags, "");
        return machine;
    }

    private static void cpu(
            SimulatedRoot machine, String vendor, String model, String flags, String vmxFlags) {
        StringBuilder text = new StringBuilder();
        for (int processor = 0; processor < 4; processor++) {
            text.append("processor\t: ").append(processor);
            text.append("\nvendor_id\t: ").append(vendor);
            text.append("\nmodel name\t: ").append(model);
            text.append("\nflags\t\t: ").append(flags).append('\n');
            if (!vmxFlags.isEmpty()) {
                text.append("vmx flags\t: ").append(vmxFlags).append('\n');
            }
            text.append("bugs\t\t: spectre_v1\n\n");
        }
        machine.file("proc/cpuinfo", text.toString());
    }

    /// A server without a module loaded.
    static SimulatedRoot bare(SimulatedRoot machine, String kernel) {
        machine.file(
                        "etc/os-release",
                        "PRETTY_NAME=\"Example Linux 9\"\nID=\"example\"\nVERSION_ID=\"9\"\n")
                .file("proc/sys/kernel/osrelease", kernel + "\n")
                .file("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n")
                .file("proc/sys/kernel/random/boot_id", "9c0fd0a5-5d5e-4a8e-9f0b-4b3f6a0f4c1d\n")
                .file("proc/meminfo", "MemTotal:       65842172 kB\nMemFree:         1024 kB\n")
                .process(1, "systemd", "/sbin/init")
                .directory("sys/module")
                .file("dev/kvm", "")
                .prints("id", "0")
                .prints("systemd-detect-virt", "none");
        String modules = "lib/modules/" + kernel + "/";
        machine.file(modules + "modules.builtin", "kernel/lib/crc32.ko\n");
        StringBuilder index = new StringBuilder();
        for (String name : List.of("kvm", "kvm-intel", "kvm-amd")) {
            String path = "kernel/arch/x86/kvm/" + name + ".ko.xz";
            machine.file(modules + path, "");
            index.append(path)
                    .append(name.equals("kvm") ? ":\n" : ": kernel/arch/x86/kvm/kvm.ko.xz\n");
        }
        machine.file(modules + "modules.dep", index.toString());
        effective(machine);
        parameters(machine);
        return log(machine, kernel);
    }

    /// What kmod's modprobe prints as its configuration.
    static SimulatedRoot effective(SimulatedRoot machine, String... lines) {
        return machine.prints(
                "modprobe",
                "alias char_major_10_232 kvm",
                String.join("\n", lines),
                "options snd_hda_intel power_save=1",
                "alias cpu:type:x86,ven*fam*mod*:feature:*0085* kvm_intel",
                "",
                "# End of configuration files. Dumping indexes now:",
                "");
    }

    private static void parameters(SimulatedRoot machine) {
        machine.tool(
                "modinfo",
                """
                case "$2 $3" in
                'parm kvm') cat <<'END' ;;
                ignore_msrs:bool
                enable_vmware_backdoor:bool
                END
                'parm kvm_intel') cat <<'END' ;;
                nested:bool
                ept:bool
                eptad:bool
                unrestricted_guest:bool
                enable_apicv:bool
                enable_shadow_vmcs:bool
                dump_invalid_vmcs:bool
                END
                'parm kvm_amd') cat <<'END' ;;
                avic:bool
                nested:Nested virtualization (int)
                npt:bool
                vgif:int
                END
                *) echo "modinfo: ERROR: Module $3 not found." >&2; exit 1 ;;
                esac\
                """);
    }
}
