package dev.layerwise.cli;

/** The exit codes, documented in {@code --help} and in the guide. */
final class ExitCode {
  /** All went well. */
  static final int OK = 0;

  /** A fault of Layerwise itself. */
  static final int INTERNAL = 1;

  /** A wrong setting, option or argument. */
  static final int USAGE = 2;

  /** Data or files that cannot be used. */
  static final int DATA = 3;

  /** A training that diverged. */
  static final int DIVERGED = 4;

  /** A check that failed, such as a wrong gradient. */
  static final int CHECK_FAILED = 5;

  /** Stopped by Ctrl-C; what was learnt is written. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
