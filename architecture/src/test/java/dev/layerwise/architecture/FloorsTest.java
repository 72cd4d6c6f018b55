package dev.layerwise.architecture;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the plan of the house: which room may see which. */
class FloorsTest {
  private static final String ROOT = "dev.layerwise.";

  /** The root package, {@code dev.layerwise} itself. */
  private static final String FRONT_DOOR = "";

  /** The rooms of core. A room sees the floors below, and its own floor but for {@link #WALLS}. */
  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("kernel", 0),
          Map.entry("random", 0),
          Map.entry("tensor", 1),
          Map.entry("nn", 2),
          Map.entry("optim", 2),
          Map.entry("data", 2),
          Map.entry("metric", 2),
          Map.entry("model", 3),
          Map.entry("reference", 4),
          Map.entry("train", 4),
          Map.entry("record", 5),
          Map.entry(FRONT_DOOR, 6));

  /** Rooms of one floor that do not see each other. */
  private static final Map<String, Set<String>> WALLS =
      Map.of("optim", Set.of("nn", "data"), "nn", Set.of("optim", "data"));

  /** The modules, and which of them each may see. */
  private static final Map<String, Set<String>> MODULES =
      Map.ofEntries(
          entry("core"),
          entry("kernels.vector", "core"),
          entry("interop", "core"),
          entry("onnxruntime", "core", "interop"),
          entry("parquet", "core", "interop"),
          entry("runs", "core", "interop"),
          entry("experiments", "core", "interop", "runs"),
          entry("report", "core", "interop", "runs", "experiments"),
          entry("trackers", "core", "interop", "runs"),
          entry("studies", "core", "interop", "runs", "experiments", "report"),
          entry("web", "core", "interop", "runs", "experiments", "report", "studies"),
          entry(
              "cli",
              "core",
              "kernels.vector",
              "interop",
              "runs",
              "experiments",
              "report",
              "trackers",
              "studies",
              "web"));

  private static Map.Entry<String, Set<String>> entry(String module, String... sees) {
    return Map.entry(module, Set.of(sees));
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.layerwise");

  /** An importer that cannot read a class file skips it, and rules hold for what is not there. */
  @Test
  void everyModuleIsRead() {
    Set<String> seen = new TreeSet<>();
    CLASSES.forEach(type -> seen.add(module(type)));
    assertEquals(new TreeSet<>(MODULES.keySet()), seen);
  }

  @Test
  void roomsOfCoreSeeTheFloorsBelow() {
    classes()
        .that()
        .resideInAnyPackage(roomsOfCore())
        .should(haveAFloor())
        .andShould(notLookUpward())
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircles() {
    slices()
        .matching(ROOT + "(**)")
        .namingSlices("package $1")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void modulesSeeTheFloorsBelow() {
    classes().should(seeOnlyTheirModules()).check(CLASSES);
  }

  @Test
  void onlyTheVectorKernelsTouchTheIncubator() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "kernels.vector..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .orShould(callMethod(System.class, "exit", int.class))
        .orShould(callMethod(System.class, "console"))
        .orShould(callMethod(Runtime.class, "exit", int.class))
        .orShould(callMethod(Runtime.class, "halt", int.class))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.IO")
        .check(CLASSES);
  }

  /** What the module reads is all that it can use, so its descriptor is the whole proof. */
  @Test
  void coreNeedsTheBaseModuleAlone() throws Exception {
    URI location =
        Class.forName(ROOT + "kernel.Kernels")
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI();
    ModuleDescriptor core =
        ModuleFinder.of(Path.of(location)).find("dev.layerwise.core").orElseThrow().descriptor();
    Set<String> needed =
        core.requires().stream()
            .filter(required -> !required.modifiers().contains(Requires.Modifier.STATIC))
            .map(Requires::name)
            .collect(Collectors.toSet());
    assertEquals(Set.of("java.base"), needed);
    assertTrue(
        core.requires().stream()
            .map(Requires::name)
            .allMatch(Set.of("java.base", "org.jspecify")::contains),
        "unexpected: " + core.requires());
  }

  /** A service is declared twice: for the module path, and for the class path. */
  @Test
  void servicesAreTheSameOnBothPaths() throws Exception {
    Class<?> service = Class.forName(ROOT + "kernel.KernelProvider");
    Class<?> provider = Class.forName(ROOT + "kernels.vector.VectorKernelProvider");
    Path location = Path.of(provider.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(location).find("dev.layerwise.kernels.vector").orElseThrow().descriptor();
    List<String> onModulePath =
        module.provides().stream()
            .filter(provides -> provides.service().equals(service.getName()))
            .flatMap(provides -> provides.providers().stream())
            .toList();
    List<String> onClassPath =
        ServiceLoader.load(service).stream().map(found -> found.type().getName()).toList();
    assertEquals(List.of(provider.getName()), onModulePath);
    assertEquals(onModulePath, onClassPath);
  }

  private static String[] roomsOfCore() {
    return CLASSES.stream()
        .filter(type -> module(type).equals("core"))
        .map(type -> type.getPackageName())
        .distinct()
        .toArray(String[]::new);
  }

  /** The module whose name begins the package; the rooms of core bear no such name. */
  private static String module(JavaClass type) {
    String name = type.getPackageName();
    return MODULES.keySet().stream()
        .filter(module -> (name + ".").startsWith(ROOT + module + "."))
        .findFirst()
        .orElse("core");
  }

  /** The room of a class of core: the part of its package that follows the root. */
  private static String room(JavaClass type) {
    String rest = (type.getPackageName() + ".").substring(ROOT.length());
    return rest.isEmpty() ? FRONT_DOOR : rest.substring(0, rest.indexOf('.'));
  }

  private static ArchCondition<JavaClass> haveAFloor() {
    return new ArchCondition<>("have a floor (a new room of core is entered in FLOORS)") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!FLOORS.containsKey(room(type))) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " has no floor"));
        }
      }
    };
  }

  private static ArchCondition<JavaClass> notLookUpward() {
    return new ArchCondition<>("see only the floors below") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = room(type);
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass();
          if (!(target.getPackageName() + ".").startsWith(ROOT) || !module(target).equals("core")) {
            continue;
          }
          String to = room(target);
          boolean upward = FLOORS.getOrDefault(to, 0) > FLOORS.getOrDefault(from, 0);
          if (upward || WALLS.getOrDefault(from, Set.of()).contains(to)) {
            events.add(
                SimpleConditionEvent.violated(
                    dependency, from + " must not see " + to + ": " + dependency.getDescription()));
          }
        }
      }
    };
  }

  private static ArchCondition<JavaClass> seeOnlyTheirModules() {
    return new ArchCondition<>("see only the modules below") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String from = module(type);
        Map<String, Dependency> wrong = new TreeMap<>();
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass();
          if ((target.getPackageName() + ".").startsWith(ROOT)
              && !module(target).equals(from)
              && !MODULES.get(from).contains(module(target))) {
            wrong.putIfAbsent(module(target), dependency);
          }
        }
        wrong.forEach((to, dependency) ->
            events.add(
                SimpleConditionEvent.violated(
                    dependency,
                    from + " must not see " + to + ": " + dependency.getDescription())));
      }
    };
  }
}
