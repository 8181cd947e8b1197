/// Module parameters of a KVM hypervisor: live and persisted.
@NullMarked
package dev.rookery.resource.kvm;

import org.jspecify.annotations.NullMarked;
