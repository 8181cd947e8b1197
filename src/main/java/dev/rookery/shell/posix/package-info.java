/// Runs scripts under a POSIX shell, as another user if asked.
@NullMarked
package dev.rookery.shell.posix;

import org.jspecify.annotations.NullMarked;
