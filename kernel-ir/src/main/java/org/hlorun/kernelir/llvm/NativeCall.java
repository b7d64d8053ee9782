package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of native functions that take up to seven addresses and integers. The JVM spins code for
 * each type of function, which takes as long as a small program; so all are called by two types, of
 * three words and of seven. The C calling conventions of x86-64 and AArch64 allow that: such
 * arguments lie in registers, or where the caller takes them away again; a function looks at those
 * that it has, and of an {@code int} at the lower half.
 */
public final class NativeCall {
  private static final MethodHandle THREE_WORDS =
      Linker.nativeLinker()
          .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private NativeCall() {}

  /** Linked when something has more arguments than three: running a program does without. */
  private static final class Longer {
    static final MethodHandle SEVEN_WORDS =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG));
  }

  /**
   * Calls a function. Whoever calls keeps the memory alive that arguments are addresses of.
   *
   * @return what it returns; of an {@code int} the lower half, of {@code void} nothing is meant
   */
  public static long call(MemorySegment function, long first, long second, long third) {
    try {
      return (long) THREE_WORDS.invokeExact(function, first, second, third);
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  /**
   * Calls a function as {@link #call(MemorySegment, long, long, long)} does.
   *
   * @param words up to seven arguments
   */
  static long call(MemorySegment function, long... words) {
    if (words.length <= 3) {
      return call(function, word(words, 0), word(words, 1), word(words, 2));
    }
    try {
      return (long)
          Longer.SEVEN_WORDS.invokeExact(
              function,
              words[0],
              words[1],
              words[2],
              words[3],
              word(words, 4),
              word(words, 5),
              word(words, 6));
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  private static long word(long[] words, int index) {
    return index < words.length ? words[index] : 0;
  }
}
