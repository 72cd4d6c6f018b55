package dev.layerwise.cli;

import dev.layerwise.runs.Environment;
import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"layerwise " + Environment.currentVersion()};
  }
}
