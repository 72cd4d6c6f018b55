/** The page that a study ends in, with the answer that its figures give. */
@NullMarked
package dev.layerwise.studies.page;

import org.jspecify.annotations.NullMarked;
