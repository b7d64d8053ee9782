package org.hlorun.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.reader.ProgramReader;
import org.hlorun.language.verifier.HloVerifier;

/** A back end of this project, in this process; every run writes into the same results. */
final class NativeCompetitor implements Competitor {
  private final Backend backend;
  private final SourceText source;
  private final List<Literal> arguments;
  private final Options options;
  private Executable executable;
  private Literal result;

  NativeCompetitor(Backend backend, SourceText source, List<Literal> arguments, int threads) {
    this.backend = backend;
    this.source = source;
    this.arguments = arguments;
    this.options = Options.DEFAULT.withThreads(threads).withCache(CachePolicy.OFF);
  }

  @Override
  public String name() {
    return "hlo-run";
  }

  @Override
  public long compileAndRun() {
    release();
    long start = System.nanoTime();
    HloModule module = ProgramReader.read(source);
    HloVerifier.verify(module);
    executable = backend.compile(module, options);
    if (result == null) {
      result = executable.run(arguments);
    } else {
      executable.runInto(arguments, result);
    }
    return System.nanoTime() - start;
  }

  @Override
  public long[] run(int count) {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      long start = System.nanoTime();
      executable.runInto(arguments, result);
      times[i] = System.nanoTime() - start;
    }
    return times;
  }

  @Override
  public List<ArrayLiteral> results() {
    return leaves(result);
  }

  static List<ArrayLiteral> leaves(Literal literal) {
    List<ArrayLiteral> leaves = new ArrayList<>();
    switch (literal) {
      case ArrayLiteral array -> leaves.add(array);
      case TupleLiteral tuple -> tuple.elements().forEach(e -> leaves.addAll(leaves(e)));
      default -> throw new IllegalArgumentException("not an array: " + literal);
    }
    return leaves;
  }

  @Override
  public void release() {
    if (executable != null) {
      executable.close();
      executable = null;
    }
  }
}
