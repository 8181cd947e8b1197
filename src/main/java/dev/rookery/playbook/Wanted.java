package dev.rookery.playbook;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all plays together state of one machine; what they do not say is never changed.
///
/// @param hypervisor what it must be able to do itself
/// @param guest whether a play states a `guest:` block for it, and where
public record Wanted(Hypervisor hypervisor, Optional<Stated<Boolean>> guest) {
    /// What a machine must be able to do itself.
    ///
    /// @param nested whether guests shall be able to be hypervisors
    /// @param installed whether the hypervisor itself shall be there
    /// @param parameters of kernel modules, as they were written (a truth value as `1` or `0`)
    public record Hypervisor(
            Optional<Stated<Boolean>> nested,
            Optional<Stated<Boolean>> installed,
            SortedMap<Parameter, Stated<String>> parameters) {
        public Hypervisor {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }
    }

    /// A kernel module's parameter.
    ///
    /// @param module `kvm`, `kvm_intel` or `kvm_amd`
    /// @param name with underscores
    public record Parameter(String module, String name) implements Comparable<Parameter> {
        @Override
        public int compareTo(Parameter other) {
            int byModule = module.compareTo(other.module);
            return byModule != 0 ? byModule : name.compareTo(other.name);
        }

        /// `kvm_amd.nested`
        @Override
        public String toString() {
            return module + "." + name;
        }
    }
}
