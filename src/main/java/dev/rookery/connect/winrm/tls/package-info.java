/// TLS to a WinRM service: whom we trust, and who we say we are.
@NullMarked
package dev.rookery.connect.winrm.tls;

import org.jspecify.annotations.NullMarked;
