/// The only output.
@NullMarked
package dev.rookery.report;

import org.jspecify.annotations.NullMarked;
