package org.hlorun.kernelir.link;

import java.util.List;
import org.hlorun.kernelir.llvm.JitCode;
import org.hlorun.kernelir.llvm.LlvmTarget;
import org.hlorun.kernelir.llvm.NativeCode;

/** Puts objects into the memory of this process. */
public final class NativeLoader {
  private NativeLoader() {}

  /**
   * Loads objects, which may refer to each other and to the C library: by ourselves where that is
   * possible, else with LLVM's linker.
   *
   * @param target the machine that this process runs on
   */
  public static NativeCode load(List<byte[]> objects, LlvmTarget target) {
    if (LinkedCode.fits(objects)) {
      try {
        return LinkedCode.link(objects);
      } catch (UnsupportedRelocationException e) {
        return jit(objects, target);
      }
    }
    return jit(objects, target);
  }

  private static NativeCode jit(List<byte[]> objects, LlvmTarget target) {
    JitCode code = new JitCode(target);
    try {
      objects.forEach(code::add);
      return code;
    } catch (RuntimeException | Error e) {
      code.close();
      throw e;
    }
  }
}
