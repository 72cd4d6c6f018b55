/** Run directories and the descriptions that people write. */
module dev.layerwise.runs {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive dev.layerwise.interop;
  requires tools.jackson.databind;
  requires tools.jackson.dataformat.yaml;

  exports dev.layerwise.runs;
}
