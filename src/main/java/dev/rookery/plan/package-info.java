/// Changes, reasons, disruption and order: data only.
@NullMarked
package dev.rookery.plan;

import org.jspecify.annotations.NullMarked;
