/** The commands, and the only module that prints or ends the program. */
module dev.layerwise.cli {
  requires static org.jspecify;
  requires dev.layerwise.core;
  requires dev.layerwise.experiments;
  requires dev.layerwise.interop;
  // No class of it is named here: core finds its service where the module is there to be found.
  requires dev.layerwise.kernels.vector;
  requires dev.layerwise.report;
  requires dev.layerwise.runs;
  requires dev.layerwise.trackers;
  requires dev.layerwise.studies;
  requires dev.layerwise.web;
  requires info.picocli;

  opens dev.layerwise.cli to
      info.picocli;
}
