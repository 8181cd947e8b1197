/// One class per command.
@NullMarked
package dev.rookery.cli;

import org.jspecify.annotations.NullMarked;
