/// The resource contract and the one explicit list of kinds.
@NullMarked
package dev.rookery.resource;

import org.jspecify.annotations.NullMarked;
