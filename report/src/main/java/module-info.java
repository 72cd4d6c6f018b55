/** What data, runs, sweeps and comparisons look like: sample grids, figures, pages. */
module dev.layerwise.report {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive dev.layerwise.experiments;
  requires transitive dev.layerwise.runs;
  requires transitive java.desktop;
  requires com.fasterxml.jackson.annotation;
  requires de.siegmar.fastcsv;
  requires tools.jackson.databind;

  exports dev.layerwise.report;
  exports dev.layerwise.report.figure;
  exports dev.layerwise.report.page;
  exports dev.layerwise.report.compare;
  exports dev.layerwise.report.run;
  exports dev.layerwise.report.study;
  exports dev.layerwise.report.sweep;
}
