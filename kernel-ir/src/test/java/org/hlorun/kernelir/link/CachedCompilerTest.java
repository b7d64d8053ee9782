package org.hlorun.kernelir.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedCompilerTest {
  private static final List<String> KERNELS =
      List.of("define i32 @one() { ret i32 1 }", "define i32 @two() { ret i32 2 }");
  private static final String SHORT_DRIVER =
      "declare i32 @one()\n"
          + "define i32 @four() { %v = call i32 @one() %w = add i32 %v, 3 ret i32 %w }";

  /** So long that it is an object of its own. */
  private static final String DRIVER = ";".repeat(24 << 10) + "\n" + SHORT_DRIVER;

  @TempDir private Path folder;

  private CachedCompiler compiler(CachePolicy policy) {
    return compiler(policy, TargetDescription.host().llvm());
  }

  private CachedCompiler compiler(CachePolicy policy, LlvmTarget target) {
    return new CachedCompiler(target, policy, new ObjectCache(folder, 1 << 20));
  }

  private static List<byte[]> compile(CachedCompiler compiler) {
    return compiler.compile(KERNELS, DRIVER, () -> {});
  }

  private static void assertSame(List<byte[]> expected, List<byte[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  @Test
  void theSecondTimeAllComesFromTheDiskAndIsTheSame() {
    CachedCompiler first = compiler(CachePolicy.USE);
    List<byte[]> objects = compile(first);
    assertEquals(new CompiledParts(3, 0), first.parts());
    CachedCompiler second = compiler(CachePolicy.USE);
    List<byte[]> again = compile(second);
    assertEquals(new CompiledParts(3, 3), second.parts());
    assertEquals(2, objects.size(), "one of both kernels, and the driver");
    assertSame(objects, again);
  }

  @Test
  void aShortProgramIsOneObject() {
    CachedCompiler first = compiler(CachePolicy.USE);
    List<byte[]> objects = first.compile(KERNELS, SHORT_DRIVER, () -> {});
    assertEquals(1, objects.size());
    assertEquals(new CompiledParts(3, 0), first.parts());
    CachedCompiler second = compiler(CachePolicy.USE);
    assertSame(objects, second.compile(KERNELS, SHORT_DRIVER, () -> {}));
    assertEquals(new CompiledParts(3, 3), second.parts());
  }

  /** Its driver has the same name as that of any other program. */
  @Test
  void aShortProgramIsNoPartOfAnother() {
    compiler(CachePolicy.USE).compile(KERNELS, SHORT_DRIVER, () -> {});
    CachedCompiler compiler = compiler(CachePolicy.USE);
    String driver = SHORT_DRIVER.replace("add i32 %v, 3", "add i32 %v, 4");
    List<byte[]> objects = compiler.compile(KERNELS, driver, () -> {});
    assertEquals(new CompiledParts(3, 0), compiler.parts());
    assertEquals(1, objects.size());
  }

  /** Kernels that are known leave the rest of a short program to compile. */
  @Test
  void aShortProgramFindsKernelsOfOthers() {
    compile(compiler(CachePolicy.USE));
    CachedCompiler compiler = compiler(CachePolicy.USE);
    List<byte[]> objects = compiler.compile(KERNELS, SHORT_DRIVER, () -> {});
    assertEquals(new CompiledParts(3, 2), compiler.parts());
    try (NativeCode code = NativeLoader.load(objects, TargetDescription.host().llvm())) {
      assertNotEquals(code.symbol("one"), code.symbol("four"));
    }
  }

  @Test
  void inMemoryTheSecondTimeComesFromTheFirst() throws IOException {
    List<String> kernels = List.of("define i32 @in_memory() { ret i32 20261128 }");
    String driver = "define i32 @driver_in_memory() { ret i32 20261128 }";
    List<byte[]> objects = compiler(CachePolicy.MEMORY).compile(kernels, driver, () -> {});
    CachedCompiler second = compiler(CachePolicy.MEMORY);
    assertSame(objects, second.compile(kernels, driver, () -> {}));
    assertEquals(new CompiledParts(2, 2), second.parts());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void aProgramWithOneOfTheKernelsFindsIt() {
    compile(compiler(CachePolicy.USE));
    CachedCompiler compiler = compiler(CachePolicy.USE);
    String driver = "define i32 @five() { ret i32 5 }";
    List<byte[]> objects = compiler.compile(KERNELS.subList(1, 2), driver, () -> {});
    assertEquals(new CompiledParts(2, 1), compiler.parts());
    try (NativeCode code = NativeLoader.load(objects, TargetDescription.host().llvm())) {
      assertNotEquals(code.symbol("two"), code.symbol("five"));
    }
  }

  /** Of two groups on disk that both have a kernel only one is taken. */
  @Test
  void objectsWithTheSameKernelAreNotTakenTogether() {
    String three = "define i32 @three() { ret i32 3 }";
    compile(compiler(CachePolicy.USE));
    compiler(CachePolicy.REFRESH).compile(List.of(KERNELS.getFirst(), three), DRIVER, () -> {});
    CachedCompiler compiler = compiler(CachePolicy.USE);
    List<String> all = List.of(KERNELS.getFirst(), three, KERNELS.getLast());
    List<byte[]> objects = compiler.compile(all, DRIVER, () -> {});
    assertEquals(new CompiledParts(4, 3), compiler.parts());
    try (NativeCode code = NativeLoader.load(objects, TargetDescription.host().llvm())) {
      assertNotEquals(code.symbol("three"), code.symbol("two"));
    }
  }

  @Test
  void refreshCompilesAnew() {
    compile(compiler(CachePolicy.USE));
    CachedCompiler second = compiler(CachePolicy.REFRESH);
    compile(second);
    assertEquals(new CompiledParts(3, 0), second.parts());
  }

  @Test
  void anotherTargetOrPassHasObjectsOfItsOwn() {
    LlvmTarget host = TargetDescription.host().llvm();
    compile(compiler(CachePolicy.USE));
    for (LlvmTarget other :
        List.of(
            new LlvmTarget(host.triple(), host.cpu(), host.features(), "function(early-cse)"),
            new LlvmTarget(host.triple(), "", host.features(), host.passes()),
            new LlvmTarget(host.triple(), host.cpu(), "", host.passes()))) {
      CachedCompiler compiler = compiler(CachePolicy.USE, other);
      compile(compiler);
      assertEquals(new CompiledParts(3, 0), compiler.parts());
    }
  }

  @Test
  void aDamagedFileIsCompiledAgain() throws IOException {
    List<byte[]> objects = compile(compiler(CachePolicy.USE));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
      }
    }
    CachedCompiler second = compiler(CachePolicy.USE);
    assertSame(objects, compile(second));
    assertEquals(new CompiledParts(3, 0), second.parts());
  }

  @Test
  void anInvalidModuleIsRefusedAndNotKept() {
    List<String> invalid = List.of("define i32 @f() { ret i64 1 }");
    for (int i = 0; i < 2; i++) {
      CachedCompiler compiler = compiler(CachePolicy.USE);
      assertThrows(IllegalStateException.class, () -> compiler.compile(invalid, DRIVER, () -> {}));
    }
  }

  @Test
  void modulesOfTheLibraryAreCompiledOnceInAProcess() {
    List<String> library = List.of("define i32 @of_the_library() { ret i32 5 }");
    CachedCompiler first = compiler(CachePolicy.OFF);
    List<byte[]> objects = first.library(library, () -> {});
    assertEquals(new CompiledParts(1, 0), first.parts());
    CachedCompiler second = compiler(CachePolicy.OFF);
    assertSame(objects, second.library(library, () -> {}));
    assertEquals(new CompiledParts(1, 1), second.parts());
  }

  @Test
  void modulesOfTheLibraryAreKeptOnDiskWherePolicyLetsThem() throws IOException {
    compiler(CachePolicy.OFF).library(List.of("define i32 @a() { ret i32 6 }"), () -> {});
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertEquals(0, files.count());
    }
    compiler(CachePolicy.USE).library(List.of("define i32 @b() { ret i32 7 }"), () -> {});
    try (Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
      assertEquals(2, files.count(), "the object, and the list that leads to it");
    }
  }

  @Test
  void modulesOfTheLibraryMayBeBegunBefore() {
    String module = "define i32 @begun() { ret i32 8 }";
    String other = "define i32 @not_begun() { ret i32 9 }";
    CachedCompiler compiler = compiler(CachePolicy.OFF);
    compiler.begin(() -> module, () -> {});
    List<byte[]> objects = compiler.library(List.of(module, other), () -> {});
    assertEquals(2, objects.size());
    assertEquals(new CompiledParts(2, 0), compiler.parts());
    assertSame(objects, compiler(CachePolicy.OFF).library(List.of(module, other), () -> {}));
  }

  @Test
  void whatIsWrongWithABegunModuleIsSaidWhenItIsNeeded() {
    String invalid = "define i32 @f() { ret i64 2 }";
    CachedCompiler compiler = compiler(CachePolicy.OFF);
    compiler.begin(() -> invalid, () -> {});
    assertThrows(IllegalStateException.class, () -> compiler.library(List.of(invalid), () -> {}));
  }
}
