/// A lab inside the process: SSH servers and a WinRM service on the loopback address, each with a
/// simulated machine. The only package that knows the SSH server's library.
@NullMarked
package dev.rookery.demo;

import org.jspecify.annotations.NullMarked;
