/// Schedules probe and apply over the machines; the only threads.
@NullMarked
package dev.rookery.run;

import org.jspecify.annotations.NullMarked;
