/// A user's mistake, with the place where it was made and what to do about it.
@NullMarked
package dev.rookery.diagnostic;

import org.jspecify.annotations.NullMarked;
