/// Runs commands on the machine that we run on.
@NullMarked
package dev.rookery.connect.local;

import org.jspecify.annotations.NullMarked;
