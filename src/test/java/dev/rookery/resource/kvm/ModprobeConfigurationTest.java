package dev.rookery.resource.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.resource.kvm.ModprobeConfiguration.Option;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// What kmod does with the same files was read in its `libkmod-config.c`.
class ModprobeConfigurationTest {
    @Test
    void theLastOfAllFilesInTheOrderOfTheirNamesDecides() {
        ModprobeConfiguration modprobe =
                of(
                        "",
                        file("/etc/modprobe.d/b.conf", "options kvm_amd nested=1"),
                        file("/usr/lib/modprobe.d/a.conf", "options kvm_amd nested=0 npt=1"),
                        file("/lib/modprobe.d/c.conf", "options kvm-amd nested=0"));
        assertThat(modprobe.decides("kvm_amd", "nested"))
                .contains(new Option("kvm_amd", "nested", "0", "/lib/modprobe.d/c.conf:1"));
        assertThat(modprobe.decides("kvm_amd", "npt").map(Option::value)).contains("1");
        assertThat(modprobe.decides("kvm_amd", "avic")).isEmpty();
    }

    @Test
    void aFileHidesThoseOfTheSameNameInLaterDirectories() {
        ModprobeConfiguration modprobe =
                of(
                        "",
                        file("/etc/modprobe.d/kvm.conf", "# nothing"),
                        file("/usr/lib/modprobe.d/kvm.conf", "options kvm_amd nested=0"));
        assertThat(modprobe.decides("kvm_amd", "nested")).isEmpty();
    }

    @Test
    void onlyFilesThatEndInConfAreRead() {
        assertThat(of("", file("/etc/modprobe.d/kvm.bak", "options kvm_amd nested=0")).options())
                .isEmpty();
    }

    @Test
    void readsContinuedLinesBlanksCommentsAndBareNames() {
        ModprobeConfiguration modprobe =
                of(
                        "",
                        file(
                                "/etc/modprobe.d/a.conf",
                                "# options kvm_amd nested=7",
                                "options  kvm_amd \\",
                                "\tnested=0 avic",
                                "install kvm-amd /bin/false"));
        assertThat(modprobe.options())
                .containsExactly(
                        new Option("kvm_amd", "nested", "0", "/etc/modprobe.d/a.conf:2"),
                        new Option("kvm_amd", "avic", "1", "/etc/modprobe.d/a.conf:2"));
        assertThat(modprobe.install("kvm_amd")).isPresent();
    }

    @Test
    void theKernelCommandLineWinsOverEveryFile() {
        ModprobeConfiguration modprobe =
                of(
                        "quiet kvm-amd.nested=0 root=/dev/sda1",
                        file("/etc/modprobe.d/zz-rookery.conf", "options kvm_amd nested=1"));
        assertThat(modprobe.decides("kvm_amd", "nested").map(Option::value)).contains("0");
        assertThat(modprobe.winsOverUs("kvm_amd", "nested").map(Option::origin))
                .contains("the kernel command line");
    }

    @Test
    void onlyWhatComesAfterOurFileWinsOverIt() {
        ModprobeConfiguration modprobe =
                of(
                        "",
                        file("/etc/modprobe.d/aa.conf", "options kvm_amd nested=0"),
                        file("/etc/modprobe.d/zzz.conf", "options kvm_amd npt=0"));
        assertThat(modprobe.winsOverUs("kvm_amd", "nested")).isEmpty();
        assertThat(modprobe.winsOverUs("kvm_amd", "npt").map(Option::origin))
                .contains("/etc/modprobe.d/zzz.conf:1");
    }

    private static List<String> file(String path, String... lines) {
        List<String> all = new ArrayList<>(List.of(path));
        all.addAll(List.of(lines));
        return all;
    }

    @SafeVarargs
    private static ModprobeConfiguration of(String commandLine, List<String>... files) {
        List<String> said = new ArrayList<>(List.of("kernel.cmdline=" + commandLine));
        for (int i = 0; i < files.length; i++) {
            String key = "modprobe." + (i + 1);
            said.add(key + ".path=" + files[i].getFirst());
            files[i].stream().skip(1).map(line -> key + ".line=" + line).forEach(said::add);
        }
        return ModprobeConfiguration.of(Observations.parse(said));
    }
}
