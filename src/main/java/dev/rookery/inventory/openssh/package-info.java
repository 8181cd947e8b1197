/// The client configuration files of OpenSSH: what they say of a host, by ssh's own rules.
@NullMarked
package dev.rookery.inventory.openssh;

import org.jspecify.annotations.NullMarked;
