package org.hlorun.cpu.emitter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.cache.ContentHash;
import org.hlorun.kernelir.codegen.KernelEmitter;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;

/**
 * Names and module texts of kernels. Those of kernels that are for all sizes, of which there are
 * few, are written once.
 */
final class KernelTexts {
  private static final int NAME_DIGITS = 24;
  private static final Map<Kernel, String> NAMES = new ConcurrentHashMap<>();
  private static final Map<Form, String> TEXTS = new ConcurrentHashMap<>();

  private record Form(Kernel kernel, int vectorBytes, boolean isAligned) {
    String text() {
      return KernelEmitter.emit(kernel, vectorBytes, isAligned);
    }
  }

  private KernelTexts() {}

  /**
   * Equal kernels are one, whatever program they are part of: they are named by their content, and
   * kept on disk.
   */
  static String name(Kernel kernel) {
    return kernel.isForAllSizes()
        ? NAMES.computeIfAbsent(kernel, KernelTexts::hashed)
        : hashed(kernel);
  }

  private static String hashed(Kernel kernel) {
    return "kernel_" + ContentHash.of(KernelText.of(kernel)).substring(0, NAME_DIGITS);
  }

  /** The module of a kernel, as {@link KernelEmitter#emit(Kernel, int, boolean)} writes it. */
  static String text(Kernel kernel, int vectorBytes, boolean isAligned) {
    Form form = new Form(kernel, vectorBytes, isAligned);
    return kernel.isForAllSizes() ? TEXTS.computeIfAbsent(form, Form::text) : form.text();
  }
}
