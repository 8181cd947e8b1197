/// The messages of WS-Management as a remote shell uses them (MS-WSMV, DSP0226), and their faults.
@NullMarked
package dev.rookery.connect.winrm.wsman;

import org.jspecify.annotations.NullMarked;
