/// Bytes between the thread that receives them and the one that reads them.
@NullMarked
package dev.rookery.connect.pipe;

import org.jspecify.annotations.NullMarked;
