/// A WS-Management service on the loopback address, as a Windows machine runs one.
@NullMarked
package dev.rookery.demo.winrm;

import org.jspecify.annotations.NullMarked;
