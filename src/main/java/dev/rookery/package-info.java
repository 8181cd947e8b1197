@NullMarked
package dev.rookery;

import org.jspecify.annotations.NullMarked;
