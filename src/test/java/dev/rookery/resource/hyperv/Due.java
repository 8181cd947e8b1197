package dev.rookery.resource.hyperv;

import java.util.List;
import java.util.Set;

/// What is due when a playbook is applied to a machine: said by rules, not by the code under test.
///
/// @param kind how it ends
/// @param whys all that is so; whichever of them is given as the reason is right
/// @param calls what begins each call that changes the machine, in their order
public record Due(Kind kind, Set<Why> whys, List<String> calls) {
    /// How it ends.
    public enum Kind {
        /// Changed, and as desired now.
        CONVERGED,
        /// Nothing to do.
        AS_DESIRED,
        /// Nothing touched.
        PENDING,
        /// Nothing touched.
        BLOCKED,
        /// Windows refused what could not be known before; apply says so, and the state is as it
        /// was.
        REFUSED,
        /// Changed and restarted, and not there: apply says so, and what is next.
        IN_VAIN
    }

    /// Why it ends so, with words that only this reason has.
    public enum Why {
        CLIENT_FEATURE("Hyper-V is not enabled"),
        SERVER_ROLE("Hyper-V is not enabled"),
        W11_DISM_INSTEAD_OF_THE_ROLE("Hyper-V is not enabled"),
        W15_ONLY_THE_RESTART("Hyper-V is enabled and waits for a restart"),
        W14_ENABLED_NOT_BOOTED_INTO("its hypervisor does not run yet"),
        SERVICE_STOPPED("the service vmms does not run"),

        IT_RUNS("Hyper-V is enabled, and vmms runs"),

        NO_REBOOT("which the play does not allow"),
        GUESTS_RUN("guests run: "),
        GUESTS_UNKNOWN("it cannot be told whether guests run"),

        EDITION("this edition of Windows has no Hyper-V"),
        RIGHTS("only an administrator may do this"),
        FEATURE_UNKNOWN("it cannot be told whether Hyper-V is installed"),
        SLAT("has no second level address translation"),
        FIRMWARE("virtualization is switched off in the firmware"),
        INTEL_BUILD("Hyper-V nests on Intel from build 14393 on"),
        AMD_BUILD("Hyper-V nests on AMD from build 20348 on"),
        OTHER_CPU("Hyper-V cannot nest on a CPU by"),
        CPU_UNKNOWN("it cannot be told who made the CPU"),
        BUILD_UNKNOWN("it cannot be told which build of Windows it is"),
        NESTING_DENIED("OFFERNESTEDVIRT=FALSE"),
        BEING_DISABLED("Hyper-V was disabled and waits for a restart"),
        ODD_STATE("is in the state"),
        CLUSTER("a failover cluster manages this machine"),
        RESTARTED_BEFORE("the machine was restarted for it, but the hypervisor does not run"),
        SERVICE_DISABLED("the service vmms is disabled"),
        NESTED_FALSE("Hyper-V has no switch that forbids nesting on a whole host"),

        NO_SOURCE("The source files could not be found"),
        SERVICE_REFUSES("cannot be started"),

        NO_HYPERVISOR_AFTER("the machine was restarted for it, but the hypervisor does not run"),
        NO_SERVICE_AFTER("the service vmms does not run");

        /// What the reason that is given for it holds.
        public final String words;

        Why(String words) {
            this.words = words;
        }
    }

    public Due {
        whys = Set.copyOf(whys);
        calls = List.copyOf(calls);
    }
}
