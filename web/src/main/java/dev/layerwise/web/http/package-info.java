/** A small server for people at their own machine: routes, streams, pages, and who may use them. */
@NullMarked
package dev.layerwise.web.http;

import org.jspecify.annotations.NullMarked;
