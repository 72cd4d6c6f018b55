/** Sweeps over settings, and comparisons that can be trusted. */
module dev.layerwise.experiments {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive dev.layerwise.interop;
  requires transitive dev.layerwise.runs;
  requires de.siegmar.fastcsv;
  requires org.apache.commons.statistics.distribution;
  requires org.apache.commons.statistics.inference;
  requires tools.jackson.databind;

  exports dev.layerwise.experiments.comparison;
  exports dev.layerwise.experiments.rate;
  exports dev.layerwise.experiments.statistics;
  exports dev.layerwise.experiments.sweep;
  exports dev.layerwise.experiments.table;
}
