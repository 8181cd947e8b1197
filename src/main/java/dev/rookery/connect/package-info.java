/// A way to reach a machine and start a command there. Knows neither shells nor resources.
@NullMarked
package dev.rookery.connect;

import org.jspecify.annotations.NullMarked;
