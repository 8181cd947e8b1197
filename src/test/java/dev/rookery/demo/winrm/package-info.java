/// The WS-Management server and the foreign clients that check it.
@NullMarked
package dev.rookery.demo.winrm;

import org.jspecify.annotations.NullMarked;
