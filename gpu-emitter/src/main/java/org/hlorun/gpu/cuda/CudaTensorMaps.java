package org.hlorun.gpu.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.hlorun.gpu.device.TensorMap;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * Descriptors of tensor maps, which the driver makes: {@code cuTensorMapEncodeTiled} (CUDA driver
 * API, "Tensor Map Object Management"). JCuda 12.6 has no such function, so that it is called in
 * the driver's library directly.
 */
final class CudaTensorMaps {
  private static final String LIBRARY = System.mapLibraryName("cuda") + ".1";
  private static final String FUNCTION = "cuTensorMapEncodeTiled";

  /** CU_TENSOR_MAP_INTERLEAVE_NONE and CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE. */
  private static final int NONE = 0;

  /** CU_TENSOR_MAP_L2_PROMOTION_L2_256B. */
  private static final int WHOLE_LINES = 3;

  private CudaTensorMaps() {}

  /**
   * Makes a descriptor.
   *
   * @param descriptor where it goes, at a multiple of 64
   * @return the driver's return code
   */
  static int encode(MemorySegment descriptor, TensorMap map, long array) {
    int rank = map.sizes().size();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, rank);
      MemorySegment strides = arena.allocate(ValueLayout.JAVA_LONG, rank);
      MemorySegment box = arena.allocate(ValueLayout.JAVA_INT, rank);
      MemorySegment steps = arena.allocate(ValueLayout.JAVA_INT, rank);
      for (int i = 0; i < rank; i++) {
        sizes.setAtIndex(ValueLayout.JAVA_LONG, i, map.sizes().get(i));
        box.setAtIndex(ValueLayout.JAVA_INT, i, map.box().get(i));
        steps.setAtIndex(ValueLayout.JAVA_INT, i, 1);
        if (i > 0) {
          strides.setAtIndex(ValueLayout.JAVA_LONG, i - 1, map.strides().get(i - 1));
        }
      }
      return (int)
          function(arena)
              .invokeExact(
                  descriptor,
                  type(map.type()),
                  rank,
                  MemorySegment.ofAddress(array),
                  sizes,
                  strides,
                  box,
                  steps,
                  NONE,
                  map.swizzle().ordinal(),
                  WHOLE_LINES,
                  NONE);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(Arena arena) {
    MemorySegment symbol;
    try {
      symbol = SymbolLookup.libraryLookup(LIBRARY, arena).find(FUNCTION).orElse(null);
    } catch (IllegalArgumentException e) {
      symbol = null;
    }
    if (symbol == null) {
      throw HloException.of(
          DiagnosticCode.UNSUPPORTED,
          "the CUDA driver has no function " + FUNCTION,
          "install a driver for CUDA 12 or newer");
    }
    FunctionDescriptor type =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT);
    return Linker.nativeLinker().downcallHandle(symbol, type);
  }

  /** The number of a CUtensorMapDataType. */
  private static int type(TensorMap.Type type) {
    return switch (type) {
      case U8 -> 0;
      case F16 -> 6;
      case F32 -> 7;
      case BF16 -> 9;
    };
  }
}
