package org.hlorun.kernelir.llvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    compile("@g = global float 0.1\ndefine ptr @h() {\n  ret ptr @g\n}\n");
    assertArrayEquals(first, compile(text));
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
