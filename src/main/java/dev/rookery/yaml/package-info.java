/// Reads YAML into nodes that know where they stand. The only package that knows the YAML library.
@NullMarked
package dev.rookery.yaml;

import org.jspecify.annotations.NullMarked;
