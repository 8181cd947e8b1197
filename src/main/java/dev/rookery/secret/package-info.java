/// Values that must never be seen.
@NullMarked
package dev.rookery.secret;

import org.jspecify.annotations.NullMarked;
