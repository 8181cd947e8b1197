package dev.rookery.resource.hyperv;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The golden cases' hosts, each with the guest `web` of which the case's playbook speaks.
final class GuestCases {
    private final SequencedMap<String, WindowsCases.Case> cases = new TreeMap<>();

    private GuestCases() {
        states();
        requirements();
        versions();
        managers();
        names();
        jobs();
    }

    static SequencedMap<String, WindowsCases.Case> all() {
        return new GuestCases().cases;
    }

    private void server(String name, String source, UnaryOperator<SimulatedWindows> build) {
        cases.put(name, new WindowsCases.Case(source, true, build));
    }

    private void guest(String name, String source, UnaryOperator<SimulatedGuest> build) {
        server(name, source, m -> m.enabled().guest(build.apply(web())));
    }

    private void amd(String name, String source, UnaryOperator<SimulatedGuest> build) {
        server(name, source, m -> m.amd().enabled().guest(build.apply(web())));
    }

    private static SimulatedGuest web() {
        return SimulatedGuest.of(1, "web");
    }

    private void states() {
        guest("off", "Microsoft, 'Enable nested virtualization': set while it is off", g -> g);
        guest("w1-running-idle", "W1: set on a running machine it fails", SimulatedGuest::running);
        guest("running-never", "a running guest that is left alone", SimulatedGuest::running);
        guest("running-stop-guests", "a running guest that may stop", SimulatedGuest::running);
        guest("w2-saved", "W2: not off, and cannot be changed", g -> g.with("state", "Saved"));
        guest("w2-saved-discard", "W2: Remove-VMSavedState", g -> g.with("state", "Saved"));
        guest("paused", "a guest that is paused", g -> g.with("state", "Paused"));
        guest(
                "as-desired-off",
                "the flag is set, and nothing shows whether it works",
                g -> g.with("nested", true));
        guest(
                "as-desired-running",
                "a guest that runs with everything",
                g ->
                        g.running()
                                .with("nested", true)
                                .with(
                                        "adapters",
                                        List.of(
                                                SimulatedGuest.adapter(
                                                        "LAN", "On", "192.0.2.7", "fe80::7"))));
    }

    private void requirements() {
        server(
                "host-amd-2019",
                "W9: Virtualization-Documentation 1276: AMD nests from Server 2022 on",
                m ->
                        m.amd()
                                .windows("Microsoft Windows Server 2019 Standard", "17763")
                                .enabled()
                                .guest(web().running()));
        server(
                "w10-2012r2",
                "W10: vagrant 11409: no -ExposeVirtualizationExtensions",
                m ->
                        m.windows("Microsoft Windows Server 2012 R2 Standard", "9600")
                                .enabled()
                                .set("hyperV/moduleVersion", 1)
                                .guest(web()));
        guest("w4-dynamic-memory", "W4: MSLab 133", g -> g.with("dynamicMemory", true));
        guest(
                "w5-little-memory",
                "W5: Enable-NestedVm.ps1",
                g -> g.with("memoryStartup", 2_147_483_648L));
        guest(
                "w6-one-of-two-adapters",
                "W6: every adapter must let frames of others through",
                g ->
                        g.with(
                                "adapters",
                                List.of(
                                        SimulatedGuest.adapter("LAN", "On"),
                                        SimulatedGuest.adapter("SAN", "Off"))));
        guest(
                "w3-w24-checkpoints-and-save",
                "W3: ParentCheckpointId; W24: a nested machine that is saved",
                g ->
                        g.with("checkpoints", List.of("before"))
                                .with("automaticStop", "Save")
                                .with("parentCheckpoint", "5b0e4a1c-0000-4000-8000-00000000c001"));
        guest(
                "w18-no-shutdown-service",
                "W18: a guest that cannot be shut down",
                g -> g.running().with("shutdownService", false));
    }

    private void versions() {
        amd("w9-amd-9-3", "W9: 9.3 in one revision, 10.0 in others", g -> g.with("version", "9.3"));
        amd("w9-amd-9-2", "W9: too old", g -> g.with("version", "9.2"));
        amd("w9-amd-upgrade", "W9: upgrade_version: true", g -> g.with("version", "9.2"));
        amd(
                "w9-amd-upgrade-with-checkpoints",
                "W9: checkpoints are in the way of an upgrade",
                g -> g.with("version", "9.2").with("checkpoints", List.of("before")));
        guest("intel-5-0", "upgrade-vm-version: nesting is of 8.0", g -> g.with("version", "5.0"));
    }

    private void managers() {
        server(
                "clustered",
                "a node of a failover cluster",
                m ->
                        m.enabled()
                                .service("ClusSvc", "Running", "Automatic")
                                .guest(web().with("clustered", true)));
        guest("replicated", "Hyper-V Replica", g -> g.with("replication", "Replicating"));
    }

    private void names() {
        server(
                "w23-two-of-that-name",
                "W23: names are not unique",
                m -> m.enabled().guest(web()).guest(SimulatedGuest.of(2, "web").running()));
        server(
                "w23-wildcards",
                "W23: cmdlets take wildcards: none of these is web",
                m ->
                        m.enabled()
                                .guest(SimulatedGuest.of(1, "w*b"))
                                .guest(SimulatedGuest.of(2, "[w]eb"))
                                .guest(SimulatedGuest.of(3, "Web")));
        server("not-there-absent", "no such guest, and none wanted", SimulatedWindows::enabled);
        server("there-absent", "a guest that shall go", m -> m.enabled().guest(web()));
        server("hyper-v-not-there", "its parent has no Hyper-V yet", m -> m);
    }

    private void jobs() {
        server(
                "job-left",
                "a job whose process is gone had shut the guest down",
                m -> m.enabled().guest(web()).keeps(Map.of(journal(), LEFT)));
    }

    private static String journal() {
        return "guests/" + SimulatedGuest.id(1) + ".journal";
    }

    private static final String LEFT =
            "run 20261125-1\ntoken 1\nphase begun\nended no\nmemory 4294967296\nnested false\n"
                    + "state Running\nvcpus 4\nphase shutting-down\nphase chan";
}
