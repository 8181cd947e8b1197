/// What is observed of any machine.
@NullMarked
package dev.rookery.facts;

import org.jspecify.annotations.NullMarked;
