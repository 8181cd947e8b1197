/// Tests of the lab inside the process.
@NullMarked
package dev.rookery.demo;

import org.jspecify.annotations.NullMarked;
