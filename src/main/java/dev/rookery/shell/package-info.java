/// Scripts, their parameters and their answers; all quoting lives here, once.
@NullMarked
package dev.rookery.shell;

import org.jspecify.annotations.NullMarked;
