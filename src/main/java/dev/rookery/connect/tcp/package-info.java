/// TCP connections: opening them, a bound on what blocks on them, and words for their failures.
@NullMarked
package dev.rookery.connect.tcp;

import org.jspecify.annotations.NullMarked;
