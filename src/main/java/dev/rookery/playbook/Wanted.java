package dev.rookery.playbook;

import dev.rookery.diagnostic.Location;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all plays together state of one machine; what they do not say is never changed.
///
/// @param hypervisor what it must be able to do itself
/// @param guest what its parent must give it, if a play states a `guest:` block for it
public record Wanted(Hypervisor hypervisor, Optional<Guest> guest) {
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

        /// Whether anything is.
        public boolean isStated() {
            return nested.isPresent() || installed.isPresent() || !parameters.isEmpty();
        }
    }

    /// What its parent must give a guest.
    ///
    /// @param at where a play states so
    /// @param nested whether it shall see the extensions that a hypervisor needs
    /// @param autostart whether it shall start with its parent
    /// @param image what it is created from
    /// @param discard what may be thrown away for it
    /// @param libvirtCpu the CPU mode or model, where the parent has libvirt
    /// @param libvirtHyperv the Hyper-V features, where the parent has libvirt
    /// @param upgradeVersion whether Hyper-V's configuration version may be raised, for good
    /// @param macAddressSpoofing of all its adapters, where the parent has Hyper-V
    public record Guest(
            Location at,
            Optional<Stated<State>> state,
            Optional<Stated<Boolean>> nested,
            Optional<Stated<Long>> memoryBytes,
            Optional<Stated<Integer>> vcpus,
            Optional<Stated<Boolean>> autostart,
            Optional<Stated<String>> image,
            Set<Discard> discard,
            Optional<Stated<String>> libvirtCpu,
            Optional<Stated<String>> libvirtHyperv,
            Optional<Stated<Boolean>> upgradeVersion,
            Optional<Stated<Boolean>> macAddressSpoofing) {
        public Guest {
            discard = Set.copyOf(discard);
        }
    }

    /// Whether a guest is there and runs.
    public enum State {
        /// It exists; its power is left alone.
        PRESENT,
        RUNNING,
        STOPPED,
        ABSENT
    }

    /// What of a guest may be thrown away.
    public enum Discard {
        SAVED_STATE,
        CHECKPOINTS,
        DISKS
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
