/** Data from elsewhere: CSV, images, published data sets. */
module dev.layerwise.interop {
  requires static transitive org.jspecify;
  requires transitive dev.layerwise.core;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires java.net.http;

  exports dev.layerwise.interop.csv;
  exports dev.layerwise.interop.image;
  exports dev.layerwise.interop.published;
}
