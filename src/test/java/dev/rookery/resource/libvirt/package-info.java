/// Hyper-V's scripts, run against simulated Windows machines.
@NullMarked
package dev.rookery.resource.libvirt;

import org.jspecify.annotations.NullMarked;
