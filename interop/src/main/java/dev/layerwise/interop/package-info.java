/** Data from elsewhere: CSV, images, published data sets. */
@NullMarked
package dev.layerwise.interop;

import org.jspecify.annotations.NullMarked;
