@NullMarked
package dev.rookery.connect.local;

import org.jspecify.annotations.NullMarked;
