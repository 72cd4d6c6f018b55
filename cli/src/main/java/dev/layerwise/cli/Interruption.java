package dev.layerwise.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Lets long work end in order when Ctrl-C, or whoever ends the program, interrupts it. */
final class Interruption {
  /** How long a dying program may take to write what was learnt. */
  private static final int SECONDS_TO_FINISH = 60;

  private Interruption() {}

  /**
   * Does the work, with all that it prints; a program that is told to end asks it to stop, and
   * waits for it.
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
      done.countDown();
      forget(hook);
    }
  }

  private static void stopAndWait(Runnable stop, CountDownLatch done) {
    stop.run();
    try {
      if (!done.await(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        System.err.println("layerwise: gave up waiting for the step under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already, which is what the hook was for.
      return;
    }
  }
}
