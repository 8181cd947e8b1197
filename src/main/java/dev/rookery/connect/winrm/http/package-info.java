/// One HTTP/1.1 connection at a time, strict about what comes in, with a deadline on every
/// exchange.
@NullMarked
package dev.rookery.connect.winrm.http;

import org.jspecify.annotations.NullMarked;
