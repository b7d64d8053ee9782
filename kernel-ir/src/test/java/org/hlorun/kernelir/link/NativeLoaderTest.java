package org.hlorun.kernelir.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmCompiler;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.NativeCode;
import org.hlorun.kernelir.machine.TargetDescription;
import org.junit.jupiter.api.Test;

/** Code that is put into memory with and without LLVM's linker does the same. */
class NativeLoaderTest {
  private static final LlvmTarget HOST = TargetDescription.host().llvm();

  private static byte[] compile(String module) {
    return LlvmCompiler.compile(module, LlvmCompiler.Output.OBJECT, HOST);
  }

  private static long call(NativeCode code, String name, long argument) {
    try {
      return (long)
          Linker.nativeLinker()
              .downcallHandle(
                  code.symbol(name),
                  FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
              .invokeExact(argument);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** A constant table, a variable, a function's address, another object, the C library. */
  private static final List<String> MODULES =
      List.of(
          """
          @table = internal constant [4 x i64] [i64 3, i64 5, i64 7, i64 11]
          @zeros = internal global i64 0
          @start = internal global i64 100
          @function = internal constant ptr @twice
          declare i64 @twice(i64)
          declare i64 @labs(i64)
          define i64 @mixed(i64 %i) {
            %a = getelementptr i64, ptr @table, i64 %i
            %t = load i64, ptr %a
            %old = load i64, ptr @start
            %new = add i64 %old, 1
            store i64 %new, ptr @start
            %z = load i64, ptr @zeros
            %f = load volatile ptr, ptr @function
            %d = call i64 %f(i64 %t)
            %n = sub i64 0, %d
            %l = call i64 @labs(i64 %n)
            %s = add i64 %l, %old
            %r = add i64 %s, %z
            ret i64 %r }
          """,
          "define i64 @twice(i64 %x) { %y = add i64 %x, %x ret i64 %y }");

  private static void check(NativeCode code) {
    try (code) {
      assertEquals(2 * 7 + 100, call(code, "mixed", 2));
      assertEquals(2 * 11 + 101, call(code, "mixed", 3));
      assertEquals(18, call(code, "twice", 9));
      assertThrows(IllegalStateException.class, () -> code.symbol("thrice"));
    }
  }

  @Test
  void linkedByOurselves() {
    List<byte[]> objects = MODULES.stream().map(NativeLoaderTest::compile).toList();
    assumeTrue(LinkedCode.fits(objects), "only for Linux on x86-64");
    check(LinkedCode.link(objects));
  }

  @Test
  void linkedByLlvm() {
    JitCode code = new JitCode(HOST);
    MODULES.forEach(module -> code.add(compile(module)));
    check(code);
  }

  @Test
  void whatOnlyAFullLinkerKnowsGoesToLlvm() {
    byte[] object =
        compile(
            """
            @own = internal thread_local global i64 5
            define i64 @get(i64 %x) { %v = load i64, ptr @own %s = add i64 %v, %x ret i64 %s }
            """);
    assumeTrue(LinkedCode.fits(List.of(object)), "only for Linux on x86-64");
    assertThrows(UnsupportedRelocationException.class, () -> LinkedCode.link(List.of(object)));
  }

  @Test
  void otherFilesAreNotTaken() {
    assertFalse(LinkedCode.fits(List.of(new byte[100])));
    assertFalse(LinkedCode.fits(List.of(new byte[0])));
    NativeCode code =
        NativeLoader.load(List.of(compile("define i64 @id(i64 %x) { ret i64 %x }")), HOST);
    try (code) {
      assertEquals(-3, call(code, "id", -3));
    }
  }
}
