/** The published experiments, each reproduced from a description of its own. */
module dev.layerwise.studies {
  requires static org.jspecify;
  requires transitive dev.layerwise.experiments;
  requires transitive dev.layerwise.report;
  requires de.siegmar.fastcsv;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports dev.layerwise.studies;
  exports dev.layerwise.studies.page;

  opens dev.layerwise.studies to
      tools.jackson.databind;
}
