/** What runs there are: an index that is derived from run directories, and questions to it. */
@NullMarked
package dev.layerwise.web.index;

import org.jspecify.annotations.NullMarked;
