package dev.layerwise.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Lets long work end in order when Ctrl-C, or whoever ends the program, interrupts it. */
final class Interruption {
  /** How long a dying program may take to write what was learnt. */
  private static final int SECONDS_TO_FINISH = 60;

  /** What a program that has been told to end waits for; null while nobody has told it. */
  private static volatile @Nullable CountDownLatch awaited;

  /** What the command has ended with. */
  private static volatile int lastCode = ExitCode.OK;

  private Interruption() {}

  /**
   * Does the work; a program that is told to end asks it to stop, and waits until {@link #over}
   * says that all has been printed.
   *
   * @param stop asks the work to stop; called by another thread
   * @param work what to do; returns the exit code
   */
  static int guard(Runnable stop, IntSupplier work) {
    CountDownLatch done = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, done), "layerwise-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.getAsInt();
    } finally {
      // Not the end for a program that is told to end: if the work failed, nobody has said so yet.
      if (!forget(hook)) {
        awaited = done;
      }
    }
  }

  /**
   * The last word: a program that has been told to end may do so.
   *
   * @param exitCode what the command ended with
   */
  static void over(int exitCode) {
    lastCode = exitCode;
    CountDownLatch done = awaited;
    if (done != null) {
      done.countDown();
    }
  }

  private static void stopAndWait(Runnable stop, CountDownLatch done) {
    stop.run();
    try {
      if (!done.await(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        System.err.println("layerwise: gave up waiting for the step under way");
      } else if (lastCode != ExitCode.OK && lastCode != ExitCode.INTERRUPTED) {
        // A program that is ending already can no longer say otherwise that it has failed; 130
        // would say that all was written.
        Runtime.getRuntime().halt(lastCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes a hook back; returns false if the program is ending already. */
  private static boolean forget(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
