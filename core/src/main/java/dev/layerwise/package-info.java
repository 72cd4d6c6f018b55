/**
 * The front door: describe a network, train it, listen, and get a model that predicts. The rooms
 * behind it hold the parts, for those who want to put them together differently.
 */
@NullMarked
package dev.layerwise;

import org.jspecify.annotations.NullMarked;
