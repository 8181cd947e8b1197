@NullMarked
package dev.rookery.connect;

import org.jspecify.annotations.NullMarked;
