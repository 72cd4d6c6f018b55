package dev.layerwise.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The kernels that were chosen, and why.
 *
 * @param kernels the implementation
 * @param reason a sentence for {@code info} and for the run's record
 */
public record KernelSelection(Kernels kernels, String reason) {
  private static final AtomicBoolean NOTICED = new AtomicBoolean();

  /** The request that leaves the choice to Layerwise. */
  public static final String AUTOMATIC = "auto";

  /**
   * Chooses the kernels.
   *
   * @param request {@code auto} for the fastest that can run here, or the name of a provider; a
   *     provider that was asked for by name never silently falls back to another
   * @throws IllegalArgumentException if the requested provider is unknown or cannot run here
   */
  public static KernelSelection select(String request) {
    return select(request, Double.POSITIVE_INFINITY);
  }

  /**
   * Chooses the kernels for a given amount of work; the bits of what they compute do not depend on
   * it.
   *
   * @param request as for {@link #select(String)}
   * @param work the multiply-adds that are going to be made with them, at most, without those of
   *     zeros that are left out
   * @throws IllegalArgumentException as {@link #select(String)} does
   */
  public static KernelSelection select(String request, double work) {
    return select(request, providers(), work);
  }

  /**
   * Checks a request without choosing anything.
   *
   * @throws IllegalArgumentException as {@link #select(String)} does
   */
  public static void require(String request) {
    if (!request.equals(AUTOMATIC)) {
      named(request, providers());
    }
  }

  private static List<KernelProvider> providers() {
    List<KernelProvider> providers = new ArrayList<>();
    providers.add(new ScalarProvider());
    // The loader of this class, not the thread's: an embedding application may have set the latter
    // to anything.
    ServiceLoader.load(KernelProvider.class, KernelProvider.class.getClassLoader())
        .forEach(providers::add);
    providers.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
    return providers;
  }

  static KernelSelection select(String request, List<KernelProvider> fastestFirst, double work) {
    if (request.equals(AUTOMATIC)) {
      return automatic(fastestFirst, work);
    }
    KernelProvider provider = named(request, fastestFirst);
    Kernels kernels = provider.create(work);
    return new KernelSelection(kernels, "asked for; " + provider.describe(kernels));
  }

  private static KernelProvider named(String request, List<KernelProvider> fastestFirst) {
    for (KernelProvider provider : fastestFirst) {
      if (provider.name().equals(request)) {
        if (!provider.whyNot().isEmpty()) {
          throw new IllegalArgumentException(
              "kernels: '" + request + "' was asked for but cannot run here: " + provider.whyNot());
        }
        return provider;
      }
    }
    List<String> names = fastestFirst.stream().map(KernelProvider::name).toList();
    throw new IllegalArgumentException(
        "kernels: expected "
            + AUTOMATIC
            + " or one of "
            + String.join(", ", names)
            + ", got '"
            + request
            + "'");
  }

  private static KernelSelection automatic(List<KernelProvider> fastestFirst, double work) {
    StringBuilder refused = new StringBuilder();
    for (KernelProvider provider : fastestFirst) {
      if (provider.whyNot().isEmpty()) {
        if (!refused.isEmpty()) {
          notice(provider.name() + " kernels, since there are" + refused.substring(1));
        }
        Kernels kernels = provider.create(work);
        return new KernelSelection(
            kernels, "fastest that can run here; " + provider.describe(kernels) + refused);
      }
      refused
          .append("; no '")
          .append(provider.name())
          .append("' kernels: ")
          .append(provider.whyNot());
    }
    throw new IllegalStateException("kernels: the scalar reference is missing");
  }

  /**
   * Says once that a slower choice was made than there could be; the JDK's loggers decide where.
   */
  private static void notice(String text) {
    if (NOTICED.compareAndSet(false, true)) {
      System.getLogger("dev.layerwise").log(System.Logger.Level.INFO, text);
    }
  }

  private static final class ScalarProvider implements KernelProvider {
    @Override
    public String name() {
      return "scalar";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public String whyNot() {
      return "";
    }

    @Override
    public String describe() {
      return "plain loops, compiled by the JIT";
    }

    @Override
    public Kernels create() {
      return ScalarKernels.INSTANCE;
    }
  }
}
