/** Examples from image files. */
@NullMarked
package dev.layerwise.interop.image;

import org.jspecify.annotations.NullMarked;
