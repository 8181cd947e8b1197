/// The demo's WS-Management service and what it accepts.
@NullMarked
package dev.rookery.demo.winrm;

import org.jspecify.annotations.NullMarked;
