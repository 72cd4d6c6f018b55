/** What data look like, in a terminal and as pictures; figures of every kind as files. */
@NullMarked
package dev.layerwise.report;

import org.jspecify.annotations.NullMarked;
