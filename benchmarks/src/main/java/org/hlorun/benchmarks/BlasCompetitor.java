package org.hlorun.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hlorun.language.literal.ArrayLiteral;

/** A product of two row-major f32 matrices by OpenBLAS. */
final class BlasCompetitor implements Competitor {
  private static final String FOLDER = "/org/bytedeco/openblas/linux-x86_64/";

  /** What it needs comes first. */
  private static final List<String> LIBRARIES =
      List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;

  private static SymbolLookup library;

  private final ArrayLiteral left;
  private final ArrayLiteral right;
  private final ArrayLiteral result;
  private final MethodHandle multiply;

  BlasCompetitor(ArrayLiteral left, ArrayLiteral right, ArrayLiteral result, int threads) {
    this.left = left;
    this.right = right;
    this.result = result;
    this.multiply =
        function(
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT));
    try {
      function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)).invoke(threads);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library().find(name).orElseThrow(), type);
  }

  private static synchronized SymbolLookup library() {
    if (library == null) {
      try {
        Path folder = Files.createTempDirectory("openblas");
        for (String name : LIBRARIES) {
          Path file = folder.resolve(name);
          try (InputStream bytes = BlasCompetitor.class.getResourceAsStream(FOLDER + name)) {
            Files.copy(bytes, file);
          }
          library = SymbolLookup.libraryLookup(file, Arena.global());
        }
        for (String name : LIBRARIES) {
          Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return library;
  }

  @Override
  public String name() {
    return "OpenBLAS";
  }

  @Override
  public long compileAndRun() {
    return run(1)[0];
  }

  @Override
  public long[] run(int count) {
    int rows = (int) left.shape().dimension(0);
    int depth = (int) left.shape().dimension(1);
    int columns = (int) right.shape().dimension(1);
    MemorySegment a = left.segment();
    MemorySegment b = right.segment();
    MemorySegment c = result.segment();
    long[] times = new long[count];
    try {
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        multiply.invoke(
            ROW_MAJOR, AS_IT_IS, AS_IT_IS, rows, columns, depth, 1f, a, depth, b, columns, 0f, c,
            columns);
        times[i] = System.nanoTime() - start;
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return times;
  }

  @Override
  public List<ArrayLiteral> results() {
    return List.of(result);
  }

  @Override
  public void release() {
    // OpenBLAS has nothing that belongs to one product.
  }
}
