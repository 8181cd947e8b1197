/// Handshakes against the vectors of their specifications, and against clients and services that
/// are not ours.
@NullMarked
package dev.rookery.connect.winrm.auth;

import org.jspecify.annotations.NullMarked;
