package dev.rookery.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

class MachineFactsTest {
    @Test
    void readsWhatWasSeen() {
        MachineFacts facts =
                MachineFacts.of(
                        Observations.parse(
                                List.of(
                                        "cpu.flags=fpu vmx  ept fpu",
                                        "cpu.vmx-flags=",
                                        "virt.guest=no",
                                        "memory.bytes=25276502016",
                                        "user.id=0",
                                        "manager~")));

        assertThat(facts.cpuFlags()).isEqualTo(Fact.known(Set.of("fpu", "vmx", "ept")));
        assertThat(facts.vmxFlags()).isEqualTo(Fact.known(Set.of()));
        assertThat(facts.guest()).isEqualTo(Fact.known(false));
        assertThat(facts.memoryBytes()).isEqualTo(Fact.known(25276502016L));
        assertThat(facts.userId()).isEqualTo(Fact.known(0L));
        assertThat(facts.managers()).isEqualTo(Fact.known(List.of()));
    }

    @Test
    void whatIsUnknownKeepsItsReason() {
        MachineFacts facts =
                MachineFacts.of(
                        Observations.parse(
                                List.of(
                                        "cpu.vmx-flags!no 'vmx flags' line",
                                        "memory.bytes=many",
                                        "manager!hidden")));

        assertThat(facts.vmxFlags()).isEqualTo(Fact.unknown("no 'vmx flags' line"));
        assertThat(facts.memoryBytes()).isEqualTo(Fact.unknown("not a number: many"));
        assertThat(facts.managers()).isEqualTo(Fact.unknown("hidden"));
        assertThat(facts.kernel()).isInstanceOf(Fact.Unknown.class);
    }
}
