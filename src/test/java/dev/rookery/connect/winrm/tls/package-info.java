/// Tests.
@NullMarked
package dev.rookery.connect.winrm.tls;

import org.jspecify.annotations.NullMarked;
