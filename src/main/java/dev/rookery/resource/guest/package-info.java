/// What guests of every hypervisor have in common: policy by power state, and the one task that
/// changes what a guest can only be given while it is off.
@NullMarked
package dev.rookery.resource.guest;

import org.jspecify.annotations.NullMarked;
