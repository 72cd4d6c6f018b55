/** What a run looks like: sample grids, tables. */
module dev.layerwise.report {
  requires static transitive org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive java.desktop;

  exports dev.layerwise.report;
}
