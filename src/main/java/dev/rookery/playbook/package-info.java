/// What is wanted, and where.
@NullMarked
package dev.rookery.playbook;

import org.jspecify.annotations.NullMarked;
