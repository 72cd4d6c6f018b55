package dev.layerwise.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  private static List<String> names(String... asked) {
    return Workloads.named(List.of(asked)).stream().map(Workload::name).toList();
  }

  @Test
  void aNameStandsForAllOfItsParts() {
    assertEquals(List.of("W1/16", "W1/64", "W1/256", "W1/512"), names("W1"));
    assertEquals(List.of("W1bn/64", "W1bn/256"), names("w1BN"));
    assertEquals(List.of("W3", "W3/1000"), names("W3"));
    assertEquals(List.of("W3s/1000", "W1s/16"), names("W3s/1000", "W1s/16", "W1s/16"));
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThereAre() {
    String message = assertThrows(IllegalArgumentException.class, () -> names("W4")).getMessage();
    assertTrue(message.contains("'W4'") && message.contains("W1/16"), message);
  }

  @Test
  void everyNameIsGivenOnce() {
    List<String> all = Workloads.all().stream().map(Workload::name).toList();
    assertEquals(all.size(), new HashSet<>(all).size());
    assertEquals(21, all.size());
  }

  @Test
  void aContestantUnderstandsEveryWorkload() {
    for (Workload workload : Workloads.all()) {
      List<String> words = new ArrayList<>(List.of("--data", "x", "--threads", "2"));
      words.addAll(workload.arguments());
      Settings settings = Settings.parse(words.toArray(String[]::new));
      assertEquals(workload.hidden(), settings.hidden());
      assertEquals(workload.batch(), settings.batch());
      assertEquals(workload.rate(), settings.rate());
      assertEquals(workload.momentum(), settings.momentum());
      assertEquals(workload.l2(), settings.l2());
      assertEquals(workload.dropout(), settings.dropout());
      assertEquals(workload.batchNorm(), settings.batchNorm());
      assertEquals(workload.standardised(), settings.standardised());
      assertEquals(2, settings.threads());
    }
  }

  @Test
  void peersAreChosenByTheirNames() {
    assertEquals(
        List.of(Peer.LAYERWISE, Peer.TENSORFLOW), Peer.named(List.of("TensorFlow", "layerwise")));
    assertEquals(List.of(Peer.values()), Peer.named(List.of()));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Peer.named(List.of("keras")))
            .getMessage();
    assertTrue(message.contains("'keras'") && message.contains("numpy"), message);
  }
}
