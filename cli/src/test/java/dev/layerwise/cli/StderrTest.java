package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StderrTest {
  private final PrintStream before = System.err;

  @AfterEach
  void putBack() {
    System.clearProperty(Stderr.PROPERTY);
    System.setErr(before);
  }

  @Test
  void goesWhereTheLauncherSays(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("stderr");
    try (FileOutputStream inherited = new FileOutputStream(file.toFile())) {
      System.setProperty(Stderr.PROPERTY, String.valueOf(number(inherited.getFD())));
      Stderr.reopen();
      assertNotSame(before, System.err);
      System.err.print("seen at once");
      assertEquals("seen at once", Files.readString(file));
    }
  }

  /** What {@code layerwise >log 2>&1} asks for: two streams into one file, in turns. */
  @Test
  void sharesTheOffsetOfTheInheritedFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("log");
    try (FileOutputStream inherited = new FileOutputStream(file.toFile())) {
      PrintStream err = Stderr.stream(number(inherited.getFD()));
      inherited.write("one ".getBytes(StandardCharsets.UTF_8));
      err.print("two ");
      inherited.write("three".getBytes(StandardCharsets.UTF_8));
    }
    assertEquals("one two three", Files.readString(file));
  }

  @Test
  void staysWithoutALauncher() {
    Stderr.reopen();
    assertSame(before, System.err);
  }

  @Test
  void staysWhenTheNumberIsNone() {
    System.setProperty(Stderr.PROPERTY, "three");
    Stderr.reopen();
    assertSame(before, System.err);
  }

  private static int number(FileDescriptor descriptor) throws ReflectiveOperationException {
    Field number = FileDescriptor.class.getDeclaredField("fd");
    number.setAccessible(true);
    return number.getInt(descriptor);
  }
}
