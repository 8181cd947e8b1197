/// Tests.
@NullMarked
package dev.rookery.connect.winrm.wsman;

import org.jspecify.annotations.NullMarked;
