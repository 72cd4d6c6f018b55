package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> KNOWN =
      List.of("digits", "mnist", "fashion-mnist", "moons", "momentum", "sgd", "xor");

  @ParameterizedTest
  @CsvSource({
    "mnits, mnist", // two neighbours swapped are one edit
    "MNIST, mnist",
    "fasion-mnist, fashion-mnist",
    "fashion_mnist, fashion-mnist",
    "fashion, fashion-mnist", // the beginning of one name alone
    "moon, moons",
    "sdg, sgd",
    "momentun, momentum",
    "cifar,",
    "mo,", // the beginning of two
    "q,",
    "'',",
  })
  void theNearestKnownNameIsFound(String typed, String expected) {
    assertEquals(expected, Suggestions.nearest(typed, KNOWN).orElse(null));
  }

  @Test
  void theSuggestionFitsTheEndOfAMessage() {
    assertEquals("; did you mean 'xor'?", Suggestions.didYouMean("xro", KNOWN));
    assertEquals("", Suggestions.didYouMean("cifar", KNOWN));
  }
}
