package org.hlorun.kernelir.link;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls of native functions that take up to three addresses and integers. The JVM spins code for
 * each type of function, which takes as long as a small program; so all are called by one type, of
 * three words. The C calling conventions of x86-64 and AArch64 allow that: such arguments lie in
 * registers, of which a function looks at those it has, and of an {@code int} at the lower half.
 */
public final class NativeCall {
  private static final MethodHandle THREE_WORDS =
      Linker.nativeLinker()
          .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private NativeCall() {}

  /**
   * Calls a function. Whoever calls keeps the memory alive that arguments are addresses of.
   *
   * @return what it returns; of an {@code int} the lower half, of {@code void} nothing is meant
   */
  public static long call(MemorySegment function, long first, long second, long third) {
    try {
      return (long) THREE_WORDS.invokeExact(function, first, second, third);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
