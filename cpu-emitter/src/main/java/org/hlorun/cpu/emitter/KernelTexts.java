package org.hlorun.cpu.emitter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Block;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;

/**
 * Names and module texts of kernels. Those of kernels that are for all sizes, of which there are
 * few, are written once.
 */
final class KernelTexts {
  private static final int NAME_DIGITS = 24;
  private static final Map<Form, String> NAMES = new ConcurrentHashMap<>();
  private static final Map<Form, String> TEXTS = new ConcurrentHashMap<>();

  /**
   * The code of a kernel, and how its text is written. A body has values of its own, so that none
   * but itself is equal: nothing in it needs to be looked at.
   */
  private record Form(Block body, int vectorBytes, boolean isAligned) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Form that
          && body == that.body
          && vectorBytes == that.vectorBytes
          && isAligned == that.isAligned;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(body);
    }
  }

  private KernelTexts() {}

  /**
   * Equal kernels are one, whatever program they are part of: they are named by their content, and
   * kept on disk.
   */
  static String name(Kernel kernel) {
    return kernel.isForAllSizes()
        ? NAMES.computeIfAbsent(new Form(kernel.body(), 0, false), form -> hashed(kernel))
        : hashed(kernel);
  }

  private static String hashed(Kernel kernel) {
    return "kernel_" + ContentHash.of(KernelText.of(kernel)).substring(0, NAME_DIGITS);
  }

  /** The module of a kernel, as {@link KernelEmitter#emit(Kernel, int, boolean)} writes it. */
  static String text(Kernel kernel, int vectorBytes, boolean isAligned) {
    if (!kernel.isForAllSizes()) {
      return KernelEmitter.emit(kernel, vectorBytes, isAligned);
    }
    return TEXTS.computeIfAbsent(
        new Form(kernel.body(), vectorBytes, isAligned),
        form -> KernelEmitter.emit(kernel, vectorBytes, isAligned));
  }
}
