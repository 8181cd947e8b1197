/// Hyper-V on a Windows machine.
@NullMarked
package dev.rookery.resource.hyperv;

import org.jspecify.annotations.NullMarked;
