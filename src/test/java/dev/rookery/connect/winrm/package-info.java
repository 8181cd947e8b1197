/// Tests.
@NullMarked
package dev.rookery.connect.winrm;

import org.jspecify.annotations.NullMarked;
