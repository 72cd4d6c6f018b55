package dev.layerwise.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a module of a user sees of ours. */
class ExportsTest {
  private static final List<Path> PLACES =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .filter(Files::exists)
          .toList();

  private static final Map<String, ModuleDescriptor> OURS =
      PLACES.stream()
          .filter(place -> place.toString().contains("layerwise") || Files.isDirectory(place))
          .flatMap(place -> ModuleFinder.of(place).findAll().stream())
          .map(ModuleReference::descriptor)
          .filter(module -> module.name().startsWith("dev.layerwise."))
          .collect(
              Collectors.toMap(
                  ModuleDescriptor::name, module -> module, (a, _) -> a, TreeMap::new));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.layerwise");

  /**
   * The annotations are no dependency of those who depend on us, so no descriptor may ask for them.
   */
  @Test
  void aModuleThatRequiresOursCompilesWithoutOurAnnotations(@TempDir Path folder) throws Exception {
    assertTrue(OURS.size() >= 12, OURS.keySet().toString());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String path =
        PLACES.stream()
            .map(Path::toString)
            .filter(place -> !place.contains("jspecify"))
            .collect(Collectors.joining(File.pathSeparator));
    for (String module : OURS.keySet()) {
      Path source = folder.resolve("module-info.java");
      Files.writeString(source, "module consumer { requires " + module + "; }");
      StringWriter said = new StringWriter();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
        List<String> options = List.of("-d", folder.toString(), "--module-path", path);
        boolean compiled =
            compiler
                .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                .call();
        assertTrue(compiled, module + ": " + said);
      }
    }
  }

  /** Whoever can call a method can name the types of its arguments and of its result. */
  @Test
  void signaturesSpeakOfTypesThatUsersCanName() {
    Map<String, String> exported = new TreeMap<>();
    OURS.values()
        .forEach(module ->
            module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .forEach(exports -> exported.put(exports.source(), module.name())));
    assertTrue(exported.size() >= 12, exported.toString());
    Set<String> hidden = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String module = exported.get(type.getPackageName());
      if (module == null || !visible(type)) {
        continue;
      }
      Set<String> readable = new TreeSet<>();
      addReadable(module, readable);
      for (Map.Entry<String, JavaType> named : signatures(type).entrySet()) {
        for (JavaClass raw : named.getValue().getAllInvolvedRawTypes()) {
          JavaClass base = raw.getBaseComponentType();
          if (!base.isPrimitive() && !nameable(base, readable, exported)) {
            hidden.add(named.getKey() + " speaks of " + base.getName());
          }
        }
      }
    }
    assertEquals(Set.of(), hidden);
  }

  private static boolean visible(JavaClass type) {
    return isApi(type.getModifiers())
        && type.getEnclosingClass().map(ExportsTest::visible).orElse(true);
  }

  private static boolean isApi(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Map<String, JavaType> signatures(JavaClass type) {
    Map<String, JavaType> types = new TreeMap<>();
    for (JavaCodeUnit unit : type.getCodeUnits()) {
      if (isApi(unit.getModifiers()) && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)) {
        types.put(unit.getFullName() + " result", unit.getReturnType());
        for (int i = 0; i < unit.getParameterTypes().size(); i++) {
          types.put(unit.getFullName() + " " + i, unit.getParameterTypes().get(i));
        }
      }
    }
    for (JavaField field : type.getFields()) {
      if (isApi(field.getModifiers())) {
        types.put(field.getFullName(), field.getType());
      }
    }
    return types;
  }

  private static boolean nameable(
      JavaClass type, Set<String> readable, Map<String, String> exported) {
    String packageName = type.getPackageName();
    if (packageName.startsWith("dev.layerwise")) {
      return readable.contains(exported.get(packageName)) && visible(type);
    }
    // Modules of others are told apart by their packages.
    return ModuleLayer.boot().modules().stream()
            .filter(module -> readable.contains(module.getName()))
            .anyMatch(module -> module.isExported(packageName))
        || PLACES.stream()
            .flatMap(place -> found(place).stream())
            .filter(module -> readable.contains(module.name()))
            .anyMatch(module -> module.packages().contains(packageName));
  }

  private static Set<ModuleDescriptor> found(Path place) {
    return ModuleFinder.of(place).findAll().stream()
        .map(ModuleReference::descriptor)
        .collect(Collectors.toSet());
  }

  /** A module, and what those who require it read as well. */
  private static void addReadable(String module, Set<String> readable) {
    if (readable.add(module)) {
      readable.add("java.base");
      ModuleDescriptor ours = OURS.get(module);
      if (ours == null) {
        return;
      }
      ours.requires().stream()
          .filter(requires -> requires.modifiers().contains(Requires.Modifier.TRANSITIVE))
          .forEach(requires -> addReadable(requires.name(), readable));
    }
  }
}
