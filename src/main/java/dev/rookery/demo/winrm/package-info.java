/// A WS-Management service on the loopback address, as a Windows machine runs one: start at
/// [WinRmServer]. Written without the client, so that each shows the other's mistakes; foreign
/// clients check it too.
@NullMarked
package dev.rookery.demo.winrm;

import org.jspecify.annotations.NullMarked;
