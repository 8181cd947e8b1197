/// Runs scripts under Windows PowerShell 5.1, over any connection.
@NullMarked
package dev.rookery.shell.powershell;

import org.jspecify.annotations.NullMarked;
