/// DER, as much of it as handshakes and keys need.
@NullMarked
package dev.rookery.connect.winrm.der;

import org.jspecify.annotations.NullMarked;
