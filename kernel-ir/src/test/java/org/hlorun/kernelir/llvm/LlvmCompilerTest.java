package org.hlorun.kernelir.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hlorun.kernelir.machine.TargetDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What LLVM cannot compile ends with an exception, not the process. */
class LlvmCompilerTest {
  private static byte[] compile(String text) {
    return LlvmCompiler.compile(text, LlvmCompiler.Output.OBJECT, TargetDescription.host().llvm());
  }

  @Test
  void aFunctionCompiles() {
    assertTrue(compile("define i32 @f() {\n  ret i32 7\n}\n").length > 0);
  }

  /** A target machine is used again: what it compiled before must not be seen in the code. */
  @Test
  void earlierModulesLeaveNoTrace() {
    String text = "define i32 @f(i32 %x) {\n  %y = mul i32 %x, 7\n  ret i32 %y\n}\n";
    byte[] first = compile(text);
    compile("@g = global float 0.5\ndefine ptr @h() {\n  ret ptr @g\n}\n");
    assertArrayEquals(first, compile(text));
  }

  /** The code of one processor does not depend on which ones were compiled for before. */
  @Test
  void targetsDoNotChangeEachOther() {
    String sums =
        """
        define void @f(ptr %a, ptr %b) {
          %x = load <8 x float>, ptr %a
          store <8 x float> %x, ptr %b
          %p = getelementptr float, ptr %a, i64 8
          %y = load <8 x float>, ptr %p
          %z = fmul <8 x float> %y, %x
          %u = fdiv <8 x float> %z, %y
          %v = fadd <8 x float> %u, %x
          %q = getelementptr float, ptr %b, i64 8
          store <8 x float> %v, ptr %q
          ret void
        }
        """;
    List<LlvmTarget> targets =
        Stream.of("x86-64-v3", "x86-64-v4", "aarch64")
            .map(name -> TargetDescription.named(name).llvm())
            .toList();
    assertEquals(2, targets.stream().map(LlvmTarget::level).distinct().count());
    List<byte[]> first = targets.stream().map(target -> assembly(sums, target)).toList();
    for (int i = 0; i < 9; i++) {
      int next = i * 2 % 3;
      assertArrayEquals(first.get(next), assembly(sums, targets.get(next)));
    }
  }

  /** Processors and GPUs want another switch of LLVM, which is one for the process. */
  @Test
  void targetsCompileAtTheSameTime() {
    List<LlvmTarget> targets =
        List.of(
            TargetDescription.host().llvm(),
            new LlvmTarget("nvptx64-nvidia-cuda", "sm_80", "+ptx78", "function(early-cse)"));
    String loop =
        """
        define void @f(ptr %a, i64 %n) {
        entry:
          br label %loop
        loop:
          %i = phi i64 [ 0, %entry ], [ %next, %loop ]
          %j = mul i64 %i, 24
          %p = getelementptr float, ptr %a, i64 %j
          store float 1.0, ptr %p
          %k = add i64 %j, 77
          %q = getelementptr float, ptr %a, i64 %k
          store float 2.0, ptr %q
          %next = add i64 %i, 1
          %more = icmp ult i64 %next, %n
          br i1 %more, label %loop, label %exit
        exit:
          ret void
        }
        """;
    List<byte[]> alone = targets.stream().map(target -> assembly(loop, target)).toList();
    IntStream.range(0, 32)
        .parallel()
        .forEach(
            i -> {
              int target = (i + i / 4) % 2;
              assertArrayEquals(alone.get(target), assembly(loop, targets.get(target)));
            });
  }

  private static byte[] assembly(String text, LlvmTarget target) {
    return LlvmCompiler.compile(text, LlvmCompiler.Output.ASSEMBLY, target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "define i32 @f() {\n  ret i64 7\n}\n",
        // An intrinsic of another machine.
        """
        declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
        define i32 @f() {
          %x = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
          ret i32 %x
        }
        """,
        // Assembly that cannot be.
        """
        define void @f() {
          call void asm sideeffect "nonsense $0", "r"(i32 1)
          ret void
        }
        """,
        // Constraints that cannot be met.
        """
        define i64 @f(i64 %x) {
          %y = call i64 asm "", "={nosuch},{nosuch}"(i64 %x)
          ret i64 %y
        }
        """
      })
  void whatCannotBeCompiledIsRefused(String text) {
    assertThrows(IllegalStateException.class, () -> compile(text));
    aFunctionCompiles();
  }
}
