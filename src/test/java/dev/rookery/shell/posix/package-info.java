@NullMarked
package dev.rookery.shell.posix;

import org.jspecify.annotations.NullMarked;
