/** The dashboard, a server over run directories and their figures; and a server of one model. */
@SuppressWarnings("requires-automatic") // The store has a module's name, and no descriptor yet.
module dev.layerwise.web {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires transitive dev.layerwise.runs;
  requires de.siegmar.fastcsv;
  requires dev.layerwise.experiments;
  requires dev.layerwise.interop;
  requires dev.layerwise.report;
  requires dev.layerwise.studies;
  requires com.h2database.mvstore;
  requires jdk.httpserver;
  requires transitive tools.jackson.databind;

  exports dev.layerwise.web.http;
  exports dev.layerwise.web.dashboard;
  exports dev.layerwise.web.index;
  exports dev.layerwise.web.play;
  exports dev.layerwise.web.serve;

  // The database keeps JSON, and the playground's replies are made of its records.
  opens dev.layerwise.web.index to
      tools.jackson.databind;
  opens dev.layerwise.web.play to
      tools.jackson.databind;
}
