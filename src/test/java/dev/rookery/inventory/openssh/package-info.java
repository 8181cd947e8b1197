@NullMarked
package dev.rookery.inventory.openssh;

import org.jspecify.annotations.NullMarked;
