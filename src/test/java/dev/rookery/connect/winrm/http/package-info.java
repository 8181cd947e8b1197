/// Tests.
@NullMarked
package dev.rookery.connect.winrm.http;

import org.jspecify.annotations.NullMarked;
