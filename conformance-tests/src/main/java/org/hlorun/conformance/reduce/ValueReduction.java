package org.hlorun.conformance.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hlorun.conformance.fuzz.Runs;
import org.hlorun.conformance.generator.RandomProgram;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.TupleShape;

/**
 * Instructions of the entry computation become parameters with the values that the interpreter
 * computes for them: the first half, then smaller pieces, then single ones.
 */
final class ValueReduction implements Reduction {
  @Override
  public Stream<RandomProgram> candidates(RandomProgram program) {
    List<HloInstruction> known = new ArrayList<>();
    for (HloInstruction instruction : program.module().entry().instructions()) {
      boolean leaf =
          instruction.opcode() == Opcode.PARAMETER || instruction.opcode() == Opcode.CONSTANT;
      if (!leaf && !instruction.isRoot() && instruction.shape() instanceof ArrayShape) {
        known.add(instruction);
      }
    }
    if (known.isEmpty()) {
      return Stream.empty();
    }
    Optional<List<Literal>> values = values(program, known);
    return values.isEmpty()
        ? Stream.empty()
        : pieces(known.size())
            .map(piece -> replaced(program, known, values.get(), piece[0], piece[1]))
            .flatMap(Optional::stream);
  }

  /** Ranges of positions: all, halves, quarters, ..., single ones from the last. */
  private static Stream<int[]> pieces(int count) {
    Stream<int[]> pieces = Stream.empty();
    for (int length = count; length > 1; length = (length + 1) / 2) {
      int size = length;
      pieces =
          Stream.concat(
              pieces,
              IntStream.range(0, (count + size - 1) / size)
                  .mapToObj(i -> new int[] {i * size, Math.min(count, (i + 1) * size)}));
    }
    return Stream.concat(
        pieces, IntStream.range(0, count).mapToObj(i -> new int[] {count - 1 - i, count - i}));
  }

  private static Optional<List<Literal>> values(
      RandomProgram program, List<HloInstruction> wanted) {
    Copy copy = new Copy(program);
    List<HloInstruction> copies = wanted.stream().map(copy::of).toList();
    copy.entry()
        .setRoot(
            copy.entry()
                .add(
                    "values",
                    Opcode.TUPLE,
                    new TupleShape(copies.stream().map(HloInstruction::shape).toList()),
                    copies,
                    Attributes.none()));
    try {
      return Optional.of(Runs.interpret(copy.module(), program.arguments()).asTuple().elements());
    } catch (RuntimeException e) {
      return Optional.empty(); // the interpreter itself fails: nothing is known of the values
    }
  }

  private static Optional<RandomProgram> replaced(
      RandomProgram program, List<HloInstruction> known, List<Literal> values, int start, int end) {
    Copy copy = new Copy(program);
    for (int i = start; i < end; i++) {
      HloInstruction old = copy.of(known.get(i));
      Copy.replace(old, copy.parameter(old, values.get(i)));
    }
    return copy.finish();
  }
}
