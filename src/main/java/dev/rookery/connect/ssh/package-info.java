/// Reaches machines over SSH. The only package that knows the SSH client library.
@NullMarked
package dev.rookery.connect.ssh;

import org.jspecify.annotations.NullMarked;
