package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connector;
import dev.rookery.connect.Endpoint;
import dev.rookery.inventory.Machine;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

@Timeout(30)
class WalkTest {
    private static final SequencedMap<String, Machine> ALL = new LinkedHashMap<>();

    static {
        add("host", Optional.empty());
        add("other", Optional.empty());
        add("lab", Optional.of("host"));
        add("lab-2", Optional.of("host"));
        add("node", Optional.of("lab"));
    }

    @Test
    void eachMachineComesAfterItsParentAndIsToldOfIt() {
        Map<String, String> told = new ConcurrentHashMap<>();
        walk(ALL.keySet().stream().toList())
                .<String>each(
                        (site, parent) -> {
                            String name = site.machine().name();
                            assertThat(site.machine().parent().map(told::containsKey))
                                    .isNotEqualTo(Optional.of(false));
                            told.put(name, parent.orElse("nobody"));
                            return name;
                        });
        assertThat(told)
                .isEqualTo(
                        Map.of(
                                "host", "nobody",
                                "other", "nobody",
                                "lab", "host",
                                "lab-2", "host",
                                "node", "lab"));
    }

    @Test
    void siblingsAreVisitedAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        walk(List.of("lab", "lab-2"))
                .<Boolean>each(
                        (site, parent) -> {
                            if (parent.isPresent()) {
                                both.countDown();
                                await(both);
                            }
                            return true;
                        });
        assertThat(both.getCount()).isZero();
    }

    @Test
    void ancestorsOfWhatIsSelectedAreVisitedAndNobodyElse() {
        Map<String, Boolean> visited = new ConcurrentHashMap<>();
        walk(List.of("node"))
                .<Boolean>each(
                        (site, _) -> {
                            visited.put(site.machine().name(), true);
                            return true;
                        });
        assertThat(visited).containsOnlyKeys("host", "lab", "node");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static Walk walk(List<String> selected) {
        Fleet fleet = new Fleet(1);
        Access access = new Access(nobody(), nobody(), nobody());
        Prober prober = new Prober(access, fleet, Resources.all());
        return prober.walk(Forest.of(ALL, selected));
    }

    private static <E extends Endpoint> Connector<E> nobody() {
        return (endpoint, _) -> {
            throw new IllegalStateException("nothing is to be connected: " + endpoint.address());
        };
    }

    private static void add(String name, Optional<String> parent) {
        ALL.put(name, Machines.linux(name, parent));
    }
}
