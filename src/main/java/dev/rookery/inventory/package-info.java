/// Which machines there are, how they are grouped and how each is reached.
@NullMarked
package dev.rookery.inventory;

import org.jspecify.annotations.NullMarked;
