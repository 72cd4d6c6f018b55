package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The choice of the provider, and the contract, in JVMs that are held to other vector widths or
 * lack the module.
 */
class VectorKernelProviderTest {
  @Test
  void servesThisMachine() {
    VectorKernelProvider provider = new VectorKernelProvider();
    assertEquals("", provider.whyNot());
    assertEquals("vector", provider.name());
    assertEquals(
        Lanes.COUNT * 32 + "-bit vectors, " + Lanes.COUNT + " floats", provider.describe());
    assertEquals("vector", provider.create().name());
  }

  @Test
  void saysWhatToDoWithoutTheModule() throws Exception {
    String said = run(List.of());
    assertTrue(said.contains("start java with --add-modules jdk.incubator.vector"), said);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void keepsItsContractInNarrowerVectors(int bytes) throws Exception {
    String said =
        run(List.of("--add-modules", "jdk.incubator.vector", "-XX:MaxVectorSize=" + bytes));
    assertTrue(said.contains(bytes * 8 + "-bit vectors"), said);
    assertTrue(said.contains("kept"), said);
  }

  /** As the launcher starts it. */
  @Test
  void loadsTheModuleLate() throws Exception {
    String said =
        run(
            List.of(
                "-Dlayerwise.vector.late=true",
                "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.vm.vector=ALL-UNNAMED",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableVectorSupport",
                "-XX:+EnableVectorReboxing",
                "-XX:+EnableVectorAggressiveReboxing"));
    assertTrue(said.contains(new VectorKernelProvider().describe()), said);
    assertTrue(said.contains("kept"), said);
  }

  @Test
  void saysWhyTheModuleCannotBeLoadedLate() throws Exception {
    String said = run(List.of("-Dlayerwise.vector.late=true"));
    assertTrue(said.contains("the Vector API of this JVM cannot be used"), said);
  }

  @Test
  void littleWorkIsDoneInPlainLoops() {
    VectorKernelProvider provider = new VectorKernelProvider();
    assertInstanceOf(PlainKernels.class, provider.create(1));
    assertTrue(provider.describe(provider.create(1)).contains("plain loops"));
    assertEquals(provider.describe(), provider.describe(provider.create()));
    assertInstanceOf(VectorKernels.class, provider.create(Double.POSITIVE_INFINITY));
    assertInstanceOf(VectorKernels.class, provider.create());
    // What was handed out for little work adds up.
    double half = VectorKernelProvider.MOST_PLAIN_WORK / 2.0;
    provider.create(half);
    assertInstanceOf(VectorKernels.class, provider.create(half));
  }

  private static String run(List<String> options) throws Exception {
    return ChildJvm.run(options, Child.class);
  }

  /** What the child does: ask the provider, and if it can serve, try its kernels. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      VectorKernelProvider provider = new VectorKernelProvider();
      System.out.println(provider.whyNot());
      if (provider.whyNot().isEmpty()) {
        provider.create();
        System.out.println(provider.describe());
        keepContract(VectorKernelsTest.class);
        keepContract(PlainKernelsTest.class);
        System.out.println("kept");
      }
    }

    /** Runs the tests that a class inherits; a child has no test engine. */
    private static void keepContract(Class<? extends KernelsContract> tests) throws Exception {
      for (Class<?> type = tests; type != Object.class; type = type.getSuperclass()) {
        for (Method method : type.getDeclaredMethods()) {
          KernelsContract instance = tests.getDeclaredConstructor().newInstance();
          if (method.isAnnotationPresent(Test.class)) {
            method.invoke(instance);
          } else if (method.isAnnotationPresent(ParameterizedTest.class)) {
            for (Object constant : method.getParameterTypes()[0].getEnumConstants()) {
              method.invoke(instance, constant);
            }
          }
        }
      }
    }
  }
}
