/** What the tests of several modules share. */
@NullMarked
package dev.layerwise.testing;

import org.jspecify.annotations.NullMarked;
