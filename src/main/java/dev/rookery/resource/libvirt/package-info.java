/// Virtual machines that libvirt has on a KVM host.
@NullMarked
package dev.rookery.resource.libvirt;

import org.jspecify.annotations.NullMarked;
