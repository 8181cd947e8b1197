/// The packaged program as its user runs it, against a real kernel.
@NullMarked
package dev.rookery.lab;

import org.jspecify.annotations.NullMarked;
