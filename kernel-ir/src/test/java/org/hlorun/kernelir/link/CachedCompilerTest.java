package org.hlorun.kernelir.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.cache.ObjectCache;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.CompiledParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedCompilerTest {
  private static final List<String> MODULES =
      List.of(
          "define i32 @one() { ret i32 1 }",
          "declare i32 @one()\n"
              + "define i32 @two() { %v = call i32 @one() %w = add i32 %v, %v ret i32 %w }");

  @TempDir private Path folder;

  private CachedCompiler compiler(CachePolicy policy) {
    return compiler(policy, TargetDescription.host().llvm());
  }

  private CachedCompiler compiler(CachePolicy policy, LlvmTarget target) {
    return new CachedCompiler(target, policy, new ObjectCache(folder, 1 << 20));
  }

  @Test
  void theSecondTimeAllComesFromTheDiskAndIsTheSame() {
    CachedCompiler first = compiler(CachePolicy.USE);
    List<byte[]> objects = first.compile(MODULES);
    assertEquals(new CompiledParts(2, 0), first.parts());
    CachedCompiler second = compiler(CachePolicy.USE);
    List<byte[]> again = second.compile(MODULES);
    assertEquals(new CompiledParts(2, 2), second.parts());
    for (int i = 0; i < objects.size(); i++) {
      assertArrayEquals(objects.get(i), again.get(i));
    }
  }

  @Test
  void inMemoryTheSecondTimeComesFromTheFirst() throws IOException {
    List<String> modules = List.of("define i32 @in_memory() { ret i32 20261128 }");
    List<byte[]> objects = compiler(CachePolicy.MEMORY).compile(modules);
    CachedCompiler second = compiler(CachePolicy.MEMORY);
    assertArrayEquals(objects.getFirst(), second.compile(modules).getFirst());
    assertEquals(new CompiledParts(1, 1), second.parts());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void refreshCompilesAnew() {
    compiler(CachePolicy.USE).compile(MODULES);
    CachedCompiler second = compiler(CachePolicy.REFRESH);
    second.compile(MODULES);
    assertEquals(new CompiledParts(2, 0), second.parts());
  }

  @Test
  void anotherTargetOrPassHasObjectsOfItsOwn() {
    LlvmTarget host = TargetDescription.host().llvm();
    compiler(CachePolicy.USE).compile(MODULES);
    for (LlvmTarget other :
        List.of(
            new LlvmTarget(host.triple(), host.cpu(), host.features(), "function(early-cse)"),
            new LlvmTarget(host.triple(), "", host.features(), host.passes()),
            new LlvmTarget(host.triple(), host.cpu(), "", host.passes()))) {
      CachedCompiler compiler = compiler(CachePolicy.USE, other);
      compiler.compile(MODULES);
      assertEquals(new CompiledParts(2, 0), compiler.parts());
    }
  }

  @Test
  void aDamagedFileIsCompiledAgain() throws IOException {
    List<byte[]> objects = compiler(CachePolicy.USE).compile(MODULES);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
      }
    }
    CachedCompiler second = compiler(CachePolicy.USE);
    assertArrayEquals(objects.get(1), second.compile(MODULES).get(1));
    assertEquals(new CompiledParts(2, 0), second.parts());
  }

  @Test
  void anInvalidModuleIsRefusedAndNotKept() {
    List<String> invalid = List.of("define i32 @f() { ret i64 1 }");
    assertThrows(IllegalStateException.class, () -> compiler(CachePolicy.USE).compile(invalid));
    assertThrows(IllegalStateException.class, () -> compiler(CachePolicy.USE).compile(invalid));
  }
}
