package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever lies in a file, reading it ends in the content that was written or in a message for a
 * person.
 */
class HostileFilesTest {
  @TempDir Path folder;
  private Path file;
  private byte[] model;
  private byte[] checkpoint;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("hostile.safetensors");
    ModelFile.write(file, TestNetworks.model());
    model = Files.readAllBytes(file);
    TrainingState state =
        new TrainingState(
            TestNetworks.filled(TestNetworks.everyLayer(), 1),
            CheckpointTest.plan(new OptimizerSpec.Momentum(0.9)));
    Checkpoint.write(file, state, Map.of("metricsLength", "4711"));
    checkpoint = Files.readAllBytes(file);
  }

  private void put(byte[] bytes) throws IOException {
    // Writing over a file makes some file systems wait for the disk.
    Files.deleteIfExists(file);
    Files.write(file, bytes);
  }

  /**
   * Reads the file in every way there is; whether it still holds a checkpoint, or a model that is
   * not this one.
   */
  private boolean passes() {
    boolean asModel = modelPasses();
    boolean asCheckpoint = checkpointPasses();
    try {
      ModelFile.readTensors(file);
    } catch (DataException e) {
      assertIsForAPerson(e);
    }
    return asModel || asCheckpoint;
  }

  private boolean modelPasses() {
    try {
      // A model whose digest was lost is read, and checked by nothing but the comparison here.
      return !isTheOneThatWasWritten(ModelFile.read(file, TestNetworks.KERNELS));
    } catch (DataException e) {
      assertIsForAPerson(e);
      return false;
    }
  }

  private boolean checkpointPasses() {
    try {
      Checkpoint.read(file);
      return true;
    } catch (DataException e) {
      assertIsForAPerson(e);
      return false;
    }
  }

  private static boolean isTheOneThatWasWritten(Model read) {
    Model written = TestNetworks.model();
    return read.network().spec().equals(written.network().spec())
        && read.scaling().equals(written.scaling())
        && read.classNames().equals(written.classNames())
        && Objects.equals(read.image(), written.image())
        && read.provenance().equals(written.provenance())
        && ParameterDigest.sha256(read.network()).equals(ParameterDigest.sha256(written.network()));
  }

  private void assertIsForAPerson(DataException e) {
    String message = e.getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains("; "), message);
    assertTrue(message.length() < 1500, message);
    assertTrue(message.chars().noneMatch(Character::isISOControl), message);
  }

  @Test
  void aFlippedBitAnywhereIsNoticed() throws IOException {
    flipBits(model, this::modelPasses);
    flipBits(checkpoint, this::checkpointPasses);
  }

  private void flipBits(byte[] sound, BooleanSupplier passes) throws IOException {
    RandomStream random = RandomStream.of(1, "bits");
    int values = 8 + headerLength(sound);
    // Every byte of the header, and every seventh of the values: a float has four, so all kinds
    // are met.
    for (int at = 0; at < sound.length; at += at < values ? 1 : 7) {
      byte[] damaged = sound.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      put(damaged);
      assertFalse(passes.getAsBoolean(), "byte " + at + ", now " + damaged[at]);
    }
  }

  @Test
  void aDamagedCheckpointSaysWhatToDo() throws IOException {
    byte[] damaged = checkpoint.clone();
    damaged[damaged.length - 1] ^= 1;
    put(damaged);
    DataException e = assertThrows(DataException.class, () -> Checkpoint.read(file));
    assertEquals(
        file
            + ": the content does not have the SHA-256 that was recorded when it was written; the"
            + " checkpoint is damaged, and no training can be resumed from it: resume from another"
            + " copy, start from the run's best model (--init), or train again",
        e.getMessage());
  }

  @Test
  void aFileThatEndsEarlyIsNoticed() throws IOException {
    for (byte[] sound : new byte[][] {model, checkpoint}) {
      for (int length = 0; length < sound.length; length += 1 + length / 100) {
        put(Arrays.copyOf(sound, length));
        assertFalse(passes(), length + " of " + sound.length + " bytes");
      }
      put(Arrays.copyOf(sound, sound.length + 1));
      assertFalse(passes(), "a byte more");
    }
  }

  private static int headerLength(byte[] bytes) {
    return (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private static byte[] replaceHeader(byte[] bytes, byte[] json) {
    int data = 8 + headerLength(bytes);
    ByteBuffer replaced = ByteBuffer.allocate(8 + json.length + bytes.length - data);
    replaced.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    return replaced.put(bytes, data, bytes.length - data).array();
  }

  /**
   * Mutations of the header that keep its length field right, so that they reach the code behind
   * it.
   */
  @Test
  void mutatedHeadersAreReadOrRefused() throws IOException {
    RandomStream random = RandomStream.of(2, "headers");
    String[] splices = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"",
      "\\",
      "\\\"",
      "-",
      "0",
      "99999999999",
      "1e308",
      "null",
      "true",
      "\u0000",
      "F64",
      "BF16",
      "[]",
      "{}",
      "[[",
      "layers.0.weight",
      "__metadata__",
      "\\u0000",
      "NaN",
      "\ud83d\udc5f"
    };
    for (int i = 0; i < 2_000; i++) {
      byte[] sound = i % 2 == 0 ? model : checkpoint;
      int length = headerLength(sound);
      StringBuilder header =
          new StringBuilder(new String(sound, 8, length, StandardCharsets.UTF_8));
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(header.length());
        int end = Math.min(header.length(), at + random.nextInt(6));
        header.replace(at, end, splices[random.nextInt(splices.length)]);
      }
      put(replaceHeader(sound, header.toString().getBytes(StandardCharsets.UTF_8)));
      passes();
    }
  }

  /** A file whose digest is right says nothing false by accident, but perhaps on purpose. */
  @Test
  void mutatedDescriptionsWithTheRightDigestAreReadOrRefused() throws IOException {
    RandomStream random = RandomStream.of(3, "descriptions");
    put(model);
    Safetensors.Content sound = Safetensors.read(file);
    List<Safetensors.Tensor> tensors = new ArrayList<>();
    sound
        .tensors()
        .forEach((name, value) ->
            tensors.add(
                new Safetensors.Tensor(
                    name, List.of((long) value.rows(), (long) value.columns()), value)));
    String[] numbers = {
      "0", "-1", "1", "2147483647", "2147483648", "1e999", "\"NaN\"", "0.5", "null", "[]"
    };
    for (int i = 0; i < 2_000; i++) {
      Map<String, String> metadata = new LinkedHashMap<>(sound.metadata());
      String network = metadata.get("layerwise.network");
      Matcher matcher = Pattern.compile(":[0-9.E-]+").matcher(network);
      int skip = random.nextInt(16);
      while (skip-- >= 0 && matcher.find()) {
        // The last match counts.
        assertTrue(matcher.end() <= network.length());
      }
      if (matcher.hasMatch()) {
        network =
            network.substring(0, matcher.start())
                + ":"
                + numbers[random.nextInt(numbers.length)]
                + network.substring(matcher.end());
      }
      metadata.put("layerwise.network", network);
      metadata.put(Keys.SHA256, ParameterDigest.ofContent(metadata, sound.tensors(), Keys.SHA256));
      put(replaceHeader(model, SafetensorsHeader.write(metadata, tensors)));
      passes();
    }
  }

  @Test
  void randomBytesAreRefused() throws IOException {
    RandomStream random = RandomStream.of(4, "bytes");
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) random.nextLong();
      }
      if (i % 2 == 0 && bytes.length > 9) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(random.nextInt(bytes.length));
        bytes[8] = '{';
      }
      put(bytes);
      assertFalse(passes());
    }
  }
}
