/// Tests against real OpenSSH servers on loopback.
@NullMarked
package dev.rookery.connect.ssh;

import org.jspecify.annotations.NullMarked;
