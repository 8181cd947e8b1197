@NullMarked
package dev.rookery.shell;

import org.jspecify.annotations.NullMarked;
