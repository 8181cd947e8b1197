/// Reaches Windows machines over WinRM: one remote shell for each command.
@NullMarked
package dev.rookery.connect.winrm;

import org.jspecify.annotations.NullMarked;
