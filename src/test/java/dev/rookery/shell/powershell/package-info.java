@NullMarked
package dev.rookery.shell.powershell;

import org.jspecify.annotations.NullMarked;
