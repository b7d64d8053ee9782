package org.hlorun.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hlorun.benchmarks.xla.CpuAffinity;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
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
  private final Set<Integer> kept;
  private final Options options;
  private final CpuAffinity affinity;
  private Executable executable;
  private Literal result;

  /**
   * Takes a program.
   *
   * @param arguments the inputs of every run, arrays
   * @param kept the numbers of those that are constants of the program
   * @param threads with one, runs are on one CPU, which the process then keeps to until it compiles
   */
  NativeCompetitor(
      Backend backend,
      SourceText source,
      List<Literal> arguments,
      Set<Integer> kept,
      int threads,
      CpuAffinity affinity) {
    this.kept = kept;
    this.backend = backend;
    this.source = source;
    this.arguments = arguments;
    this.affinity = affinity;
    this.options = Options.DEFAULT.withThreads(threads).withCache(CachePolicy.OFF);
  }

  @Override
  public String name() {
    return "hlo-run";
  }

  @Override
  public long compileAndRun() {
    release();
    affinity.release();
    long start = System.nanoTime();
    HloModule module = ProgramReader.read(source);
    keep(module.entry());
    HloVerifier.verify(module);
    executable = backend.compile(module, options);
    if (result == null) {
      result = executable.run(arguments);
    } else {
      executable.runInto(arguments, result);
    }
    return System.nanoTime() - start;
  }

  private void keep(HloComputation entry) {
    for (int number : kept) {
      HloInstruction parameter = entry.parameters().get(number);
      HloInstruction constant =
          entry.add(
              "kept." + number,
              Opcode.CONSTANT,
              parameter.shape(),
              List.of(),
              Attributes.of(Attribute.VALUE, arguments.get(number)));
      entry.replaceAllUses(parameter, constant);
    }
    entry.sortTopologically();
  }

  @Override
  public long[] run(int count) {
    if (options.threads() == 1) {
      affinity.pin();
    }
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
